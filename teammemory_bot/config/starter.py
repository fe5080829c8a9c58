"""With which file does a team begin? A commented one, fitted to what the repository shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

MAX_COMPONENTS: Final = 12
"""Folders that are suggested as components."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterFacts:
    """What the repository shows of itself."""

    default_branch: str = "main"
    projects: tuple[str, ...] = ()
    """Jira projects that its history opens titles with."""
    changes: int = 0
    """Newest changes looked at."""
    with_key: int = 0
    """How many of them name an issue."""
    keyless_prefixes: tuple[str, ...] = ()
    """Kinds of titles that name no issue, such as `MINOR:`."""
    folders: tuple[str, ...] = ()
    """Folders of source code, those with the most changes first."""


def starter_text(facts: StarterFacts) -> str:
    """Return the starter file: every key is there, and only what was seen is switched on."""
    return "\n".join(
        [*_head(), *_keys(facts), *_gate(), *_rules(), *_exempt(facts), *_parts(facts), ""]
    )


def _head() -> list[str]:
    return [
        "# TeamMemory Bot. Read from the base branch: a pull request cannot change its own rules.",
        "# Every key may be left out. Check this file with: teammemory config check",
        "version: 1",
        "",
        "# When a pull request gets a comment: always, changes, problems, never.",
        "#comment: changes",
        "",
        "# Which formulas score: evidence (measured) or classic (the design's first ones).",
        "#profile: evidence",
        "",
    ]


def _keys(facts: StarterFacts) -> list[str]:
    seen = f"# {facts.with_key} of the last {facts.changes} changes name an issue."
    projects = f"  projects: {_flow(facts.projects)}"
    return [
        *([seen] if facts.changes else []),
        "issue_keys:" if facts.projects else "#issue_keys:",
        "  # Jira projects that are yours; without them they are learned from the history.",
        projects if facts.projects else "#  projects: [PROJ]",
        "  # auto: required if 20 % of the last 200 changes name one; or true, false.",
        "#  required: auto",
        "  # Where a key counts, looked at in this order.",
        "#  places: [title, body, branch, commit]",
        "  # Kinds of keys that count: jira, github, pattern. Empty: those that are customary here.",
        "#  trackers: []",
        "  # Your own forms of keys, in RE2's syntax.",
        "#  patterns: ['TICKET [0-9]+']",
        "  # Further names of statuses that mean an issue is done.",
        "#  done_statuses: [Shipped]",
        "",
    ]


def _gate() -> list[str]:
    return [
        "# Rules whose failure fails the check; without any, nothing ever fails.",
        "#fail_on: [missing-issue-key]",
        "# What such a rule counts as when it could not be judged, say because Jira is silent.",
        "#on_unknown: pass",
        "# A label that lets failures pass and leaves a trace; whoever may label may use it.",
        "#bypass_label: skip-teammemory",
        "# Requests that one run may make of GitHub's API.",
        "#api_budget: 200",
        "",
    ]


def _rules() -> list[str]:
    return [
        "# Severity of a rule: off, info, low, medium, high. docs/rules.md explains each rule.",
        "#rules:",
        "#  oversized-change: off",
        "#limits:",
        "#  max_lines: 1000",
        "#  max_files: 100",
        "#  stale_owner_days: 180",
        "",
    ]


def _exempt(facts: StarterFacts) -> list[str]:
    prefixes = facts.keyless_prefixes
    note = (
        [f"# Learned: titles such as {', '.join(prefixes)} name no issue here."] if prefixes else []
    )
    return [
        "# Pull requests that the rules leave alone; each is reported as skipped, with this reason.",
        *note,
        "#exempt:",
        "#  bots: true",
        "#  authors: []",
        "#  labels: [no-issue]",
        "#  branches: ['release/*']",
        "#  paths: ['docs/']",
        f"#  title_prefixes: {_flow(prefixes or ('WIP',))}",
        "",
        "# Pull requests that are not reviewed at all; the gate judges them all the same.",
        "#skip:",
        "#  drafts: false",
        "#  bots: false",
        "#  authors: []",
        "#  labels: [no-review]",
        "#  title_prefixes: [WIP]",
        "",
        "# Branches that pull requests may aim at. Empty: any.",
        f"#base_branches: {_flow((facts.default_branch,))}",
        "",
    ]


def _parts(facts: StarterFacts) -> list[str]:
    folders = facts.folders[:MAX_COMPONENTS]
    names = [
        f"#  {_text(folder.rsplit('/', 1)[-1])}: {_flow((f'{folder}/**',))}" for folder in folders
    ]
    return [
        "# Parts of the code by name. Empty: a file's component is its folder.",
        "#components:",
        *(dict.fromkeys(names) or ["#  auth: ['src/auth/**']"]),
        "",
        "#reviewers:",
        "#  max_suggestions: 3",
        "  # Who is never suggested: logins or names, as they wish.",
        "#  exclude: []",
        "#  request: false",
        "  # Who is away, up to and including which day (UTC).",
        "#  away: {ana-silva: '2026-03-01'}",
        "  # Who is asked for so many reviews is not suggested; single people may have their own cap.",
        "#  max_open_reviews: 6",
        "#  caps: {ana-silva: 2}",
        "  # Whether recent reviews cost points, so that the work spreads.",
        "#  spread_load: false",
        "",
        "# One person each: e-mail addresses, logins, `jira:ACCOUNT`. See `teammemory identities`.",
        "#identities:",
        "#  same: [[ana@example.org, ana-silva]]",
        "  # Whether an unambiguous full name joins identities, marked as weaker.",
        "#  join_names: true",
        "",
        "# User and token of Jira are inputs of the action, from the repository's secrets.",
        "#jira:",
        "#  url: https://jira.example.org",
        "  # Whether anybody may read Jira; if not, public comments show keys only.",
        "#  is_public: false",
        "",
        "# Where the build leaves its coverage report: a path or glob inside the workspace.",
        "#risk:",
        "#  coverage: coverage.xml",
        "",
        "# Who stays forgotten in every memory: the lines that `teammemory forget` prints.",
        "#privacy:",
        "#  forgotten: [['0123456789abcdef0123456789abcdef']]",
        "",
        "# Whether one issue on GitHub always holds the last audit; it needs `issues: write`.",
        "#audit:",
        "#  issue: false",
    ]


def _flow(words: tuple[str, ...]) -> str:
    return f"[{', '.join(_text(word) for word in words)}]"


def _text(word: str) -> str:
    """Return a word as YAML reads it back, whatever it holds: JSON's quotes are YAML's too."""
    is_plain = word.isascii() and word.replace("_", "").replace("-", "").isalnum()
    return word if is_plain and not word[0].isdigit() and word[0] != "-" else json.dumps(word)
