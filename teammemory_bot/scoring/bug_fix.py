"""Is this change a bug fix, and which rule says so? Which commits does it name as its cause?

Order of the rules, strongest first: a linked issue's type or a label; a conventional prefix; words
of the subject. Words alone find only a quarter to a third of the fixes that a tracker knows, so
the rule that fired is stored and shown. Where a figure of docs/risk.md counts bug fixes, it counts
those that touch 1 to 15 source files (`MAX_FIX_FILES`): wider ones are sweeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_FIX_FILES: Final = 15
"""Source files that a fix may touch to count as one."""

_MAX_SUBJECT: Final = 1_000
_MAX_COMMITS_LOOKED_AT: Final = 10


class LinkKind(StrEnum):
    """What a message says about a commit it names."""

    REVERTS = "reverts"
    FIXES = "fixes"
    REGRESSION_FROM = "regression_from"
    AMENDS = "amends"
    FOLLOW_UP_TO = "follow_up_to"


@dataclass(frozen=True, slots=True, order=True)
class ExactLink:
    """A commit or pull request that a message names, in words that have one meaning."""

    kind: LinkKind
    reference: str
    """An object name, maybe abbreviated, in lower case; or `#` and a pull request's number."""


class FixRule(StrEnum):
    """Which rule found the bug fix; stored with the change and named beside every count."""

    ISSUE_TYPE = "issue_type"
    LABEL = "label"
    PREFIX = "prefix"
    KEYWORD = "keyword"
    COMMITS = "commits"
    """More than half of a merged change's own commits are fixes."""


_MAX_MESSAGE: Final = 100_000
_OBJECT: Final = r"(?:commit\s{1,3})?\[?`?(?P<sha>[0-9a-f]{7,64})\b"
_PULL: Final = r"(?:[\w.-]{1,100}/[\w.-]{1,100})?(?P<pull>#[1-9][0-9]{0,9})\b"
_LINKS: Final = (
    (LinkKind.REVERTS, re.compile(rf"\breverts?\s{{1,3}}(?:{_OBJECT}|{_PULL})", re.IGNORECASE)),
    # The kernel's trailer; `Fixes: #12` names an issue and is the closing keyword's business.
    (
        LinkKind.FIXES,
        re.compile(rf"^fixes:[ \t]{{1,8}}{_OBJECT}(?P<pull>)", re.IGNORECASE | re.MULTILINE),
    ),
    (
        LinkKind.REGRESSION_FROM,
        re.compile(
            r"\b(?:regression\s{1,3}(?:from|in|since)|regressed\s{1,3}(?:by|in|from)"
            rf"|introduced\s{{1,3}}(?:in|by))\s{{1,3}}(?:{_OBJECT}|{_PULL})",
            re.IGNORECASE,
        ),
    ),
    (LinkKind.AMENDS, re.compile(rf"\bamends\s{{1,3}}(?:{_OBJECT}|{_PULL})", re.IGNORECASE)),
    (
        LinkKind.FOLLOW_UP_TO,
        re.compile(
            rf"\bfollow[- ]?up\s{{1,3}}(?:to|of|for|on)\s{{1,3}}(?:{_OBJECT}|{_PULL})",
            re.IGNORECASE,
        ),
    ),
)
_REVERT_SUBJECT: Final = re.compile(r"\s*\[?revert(?:s|ed|ing)?\b", re.IGNORECASE)
_REVERT_BODY: Final = re.compile(r"\bthis\s{1,3}reverts\s{1,3}commit\b", re.IGNORECASE)

_PREFIX: Final = re.compile(
    r"\s*\[?(?P<type>[A-Za-z]{2,20})\]?(?:\((?P<scope>[^)]{0,60})\))?!?:\s*(?P<text>.*)", re.DOTALL
)
_FIX_TYPES: Final = frozenset(("fix", "bugfix", "hotfix", "bug"))
_OTHER_TYPES: Final = frozenset(
    [
        "feat",
        "feature",
        "docs",
        "doc",
        "style",
        "refactor",
        "perf",
        "test",
        "tests",
        "build",
        "ci",
        "chore",
        "deps",
        "update",
        "new",
        "breaking",
        "upgrade",
        "release",
        "sponsors",
        "wip",
    ]
)
# What a fix of something other than the program is about.
_NOT_THE_PROGRAM: Final = re.compile(
    r"\b(?:docs?|documentation|readme|typos?|tests?|testing|ci|lint|linting"
    r"|deps|dependenc(?:y|ies))\b",
    re.IGNORECASE,
)
_REVERT_OF_NOTHING_BROKEN: Final = re.compile(
    r"\b(?:docs?|documentation|readme|deps|dependenc(?:y|ies)|bump)\b", re.IGNORECASE
)
_FIX_WORDS: Final = re.compile(
    r"\b(?:fix(?:es|ed|ing)?|bug(?:s|gy|fix|fixes)?|hotfix(?:es)?|defects?|regressions?"
    r"|crash(?:es|ed|ing)?|segfaults?|races?|(?:dead|live)lock(?:s|ed|ing)?|leak(?:s|ed|ing)?"
    r"|npe|null pointer|use[- ]after[- ]free|double[- ]free|overflows?|underflows?|panics?"
    r"|revert(?:s|ed|ing)?|broken|incorrect(?:ly)?|wrong(?:ly)?|hang(?:s|ing)?|stuck"
    r"|infinite loop|off[- ]by[- ]one|corrupt(?:s|ed|ion)?|invalid read"
    r"|fail(?:s|ed) (?:to|when|if|on|with)|should not|shouldn't|does(?:n't| not) work"
    r"|not working|unhandled|uncaught|cve-[0-9]{1,12}|vulnerab(?:le|ility|ilities))\b"
)
"""In lower case: letters of either case cost four times as much, and every subject passes here."""
_NOISE_WORDS: Final = re.compile(
    r"\b(?:typos?|spell(?:ing)?|docs?|documentation|docstrings?|comments?|javadocs?|readme"
    r"|changelogs?|release notes"
    r"|lint(?:s|er|ing)?|eslint|jshint|jslint|jscs|flake8|pylint|pyflakes|pep8|ruff|isort|mypy"
    r"|rubocop|checkstyle|golint|golangci|spotless|spotbugs|findbugs|prettier"
    r"|whitespaces?|indent(?:s|ed|ation)?|format(?:s|ted|ting)?|styles?|styling|warnings?|flaky"
    r"|tests?|testing|unittests?|ci|travis|appveyor|jenkins|circleci|github actions?|tox"
    r"|workflows?|makefile|cmake|configure|bump(?:s|ed)?|dependabot|copyright|licen[cs]es?"
    r"|merge conflicts?|grammar|nits?|cosmetic|todo|fixme|renam(?:e|es|ed|ing))\b"
)
_BUG_LABEL: Final = re.compile(
    r"\b(?:bugs?|defects?|regressions?|crash(?:es)?)\b|^(?:issue )?type:? ?bug$", re.IGNORECASE
)
_BUG_TYPES: Final = frozenset(("bug", "defect", "regression", "incident", "production bug"))


def fix_rule(
    subject: str, *, labels: Iterable[str] = (), issue_types: Iterable[str] = ()
) -> FixRule | None:
    """Return the rule by which a commit or change is a bug fix; None when it is not one.

    `labels` are those of the pull request and of its linked issues, `issue_types` those of its
    linked issues.
    """
    if any(kind.strip().lower() in _BUG_TYPES for kind in issue_types):
        return FixRule.ISSUE_TYPE
    if any(_is_bug_label(label) for label in labels):
        return FixRule.LABEL
    return _rule_of_subject(subject[:_MAX_SUBJECT])


def fix_rule_of_merge(
    title: str,
    commit_subjects: Sequence[str],
    *,
    labels: Iterable[str] = (),
    issue_types: Iterable[str] = (),
) -> FixRule | None:
    """Return the rule by which a merged change is a bug fix.

    Its title decides; else the change is a fix when it has at most ten commits and more than half
    of them are fixes.
    """
    by_title = fix_rule(title, labels=labels, issue_types=issue_types)
    if by_title is not None or not 0 < len(commit_subjects) <= _MAX_COMMITS_LOOKED_AT:
        return by_title
    fixes = sum(_rule_of_subject(text[:_MAX_SUBJECT]) is not None for text in commit_subjects)
    return FixRule.COMMITS if 2 * fixes > len(commit_subjects) else None


def is_revert(subject: str, body: str = "") -> bool:
    """Tell whether a commit takes back an earlier one, by its own words."""
    if _REVERT_SUBJECT.match(subject[:_MAX_SUBJECT]):
        return True
    return _REVERT_BODY.search(body[:_MAX_MESSAGE]) is not None


def exact_links(message: str) -> tuple[ExactLink, ...]:
    """Return the commits that a whole message names as reverted, fixed, regressed from, ...

    Each once, in a total order. Object names are as written: the memory keeps those that exist.
    """
    text = message[:_MAX_MESSAGE]
    links = {
        ExactLink(kind, (match["sha"] or match["pull"]).lower())
        for kind, pattern in _LINKS
        for match in pattern.finditer(text)
    }
    return tuple(sorted(links))


def _rule_of_subject(subject: str) -> FixRule | None:
    prefix = _PREFIX.match(subject)
    kind = prefix["type"].lower() if prefix else ""
    if prefix and kind in _FIX_TYPES:
        about = f"{prefix['scope'] or ''} {prefix['text']}"
        return None if _NOT_THE_PROGRAM.search(about) else FixRule.PREFIX
    if prefix and kind == "revert":
        about = f"{prefix['scope'] or ''} {prefix['text']}"
        return None if _REVERT_OF_NOTHING_BROKEN.search(about) else FixRule.PREFIX
    if kind in _OTHER_TYPES:
        return None
    words = subject.lower()
    if _FIX_WORDS.search(words) and not _NOISE_WORDS.search(words):
        return FixRule.KEYWORD
    return None


def _is_bug_label(label: str) -> bool:
    text = label.strip().replace("/", " ").replace("-", " ").replace("_", " ")
    return _BUG_LABEL.search(text) is not None and not re.search(
        r"\b(?:not|no|non|needs|bounty)\b", text, re.IGNORECASE
    )
