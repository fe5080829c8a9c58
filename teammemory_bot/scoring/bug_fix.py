"""Is this change a bug fix, and which rule says so?

Order of the rules, strongest first: a linked issue's type or a label; a conventional prefix; words
of the subject. Words alone find only a quarter to a third of the fixes that a tracker knows, so
the rule that fired is stored and shown. Where a figure of docs/risk.md counts bug fixes, it counts
those that touch 1 to 15 source files (`MAX_FIX_FILES`): wider ones are sweeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

MAX_FIX_FILES: Final = 15
"""Source files that a fix may touch to count as one."""

_MAX_SUBJECT: Final = 1_000
_MAX_COMMITS_LOOKED_AT: Final = 10


class FixRule(StrEnum):
    """Which rule found the bug fix; stored with the change and named beside every count."""

    ISSUE_TYPE = "issue_type"
    LABEL = "label"
    PREFIX = "prefix"
    KEYWORD = "keyword"
    COMMITS = "commits"
    """More than half of a merged change's own commits are fixes."""


_MAX_MESSAGE: Final = 100_000
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
