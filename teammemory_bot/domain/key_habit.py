"""Does this repository name issues in its history, and which kind? Learned, never assumed.

A Jira project is *learned* when its keys open the titles of changes: at least `MIN_KEYS` different
keys, and at least half of the changes that mention it open with it. `KAFKA-1: …` passes; `(KIP-98)`,
which is mostly mentioned, does not (docs/issue-keys.md has the counts on real histories).

A *keyless prefix* is learned likewise: `MINOR:` where changes titled so name no issue as a rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import KeyKind

LEARNING_WINDOW: Final = 1_000
"""Newest changes from which projects are learned."""
HABIT_WINDOW: Final = 200
"""Newest changes that show a repository's habit."""
HABIT_SHARE: Final = 0.2
"""Share of the habit's window that must name a key before a missing one is remarkable."""
MIN_KEYS: Final = 5
"""Different keys that make a project."""
KEYLESS_SHARE: Final = 0.8
"""Share of the changes of one prefix that must name no key before the prefix excuses from one."""
_PREFIX: Final = re.compile(
    r"(?:Revert \"){0,4}(?:([A-Za-z]{3,15})(?:\([^)\s]{1,30}\))?!?:|([A-Z]{3,15})[ :])"
)
_OPENING: Final = re.compile(
    r"(?:Revert ?)?[\"'\[(\s]{0,4}(?:[A-Za-z]{2,10}(?:\([^)\s]{0,30}\))?!?: ?[\[(]?)?"
    r"(?P<project>[A-Z][A-Z0-9_]{1,19})-[1-9]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKeys:
    """A landed change's title and the keys that it, its commits and its pull request name."""

    title: str
    keys: tuple[IssueKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHabit:
    """What the newest changes show."""

    changes: int = 0
    with_key: int = 0
    by_kind: tuple[tuple[KeyKind, int], ...] = ()
    """Changes that name at least one key of the kind, the commonest kind first."""
    projects: frozenset[str] = frozenset()
    """Jira projects: the configured ones, else those learned."""
    keyless_prefixes: frozenset[str] = frozenset()
    """First words of titles, such as `minor`, whose changes name no issue as a rule."""
    latest: IssueKey | None = None
    """The newest key of the commonest kind: an example to imitate."""

    @property
    def is_shown(self) -> bool:
        """Tell whether the repository names issues as a habit."""
        return self.changes > 0 and self.with_key >= HABIT_SHARE * self.changes

    @property
    def trackers(self) -> frozenset[KeyKind]:
        """The kinds of keys that are a habit here."""
        needed = HABIT_SHARE * self.changes
        return frozenset(kind for kind, count in self.by_kind if self.changes and count >= needed)


def kind_of_key(key: IssueKey) -> KeyKind:
    """Return which tracker's form a key has."""
    if "#" in key:
        return KeyKind.GITHUB
    return KeyKind.JIRA if "-" in key else KeyKind.PATTERN


def project_of_key(key: IssueKey) -> str:
    """Return the Jira project of a key, empty for other kinds."""
    return key.rpartition("-")[0] if kind_of_key(key) is KeyKind.JIRA else ""


def is_own_key(key: IssueKey, projects: frozenset[str]) -> bool:
    """Tell whether a stored key is one of the team's: its project's, or its own repository's."""
    kind = kind_of_key(key)
    if kind is KeyKind.JIRA:
        return project_of_key(key) in projects
    return kind is KeyKind.PATTERN or key.startswith("#")


def habit_of(
    newest_first: Sequence[ChangeKeys], *, projects: frozenset[str] = frozenset()
) -> KeyHabit:
    """Return the habit that landed changes show; `projects` are the configured ones."""
    own = projects or learned_projects(newest_first)
    window = newest_first[:HABIT_WINDOW]
    by_kind: Counter[KeyKind] = Counter()
    latest: dict[KeyKind, IssueKey] = {}
    with_key = 0
    for change in window:
        keys = [key for key in change.keys if is_own_key(key, own)]
        with_key += bool(keys)
        by_kind.update({kind_of_key(key) for key in keys})
        for key in keys:
            latest.setdefault(kind_of_key(key), key)
    ranked = sorted(by_kind.items(), key=lambda item: (-item[1], item[0]))
    return KeyHabit(
        changes=len(window),
        with_key=with_key,
        by_kind=tuple(ranked),
        projects=own,
        keyless_prefixes=_keyless_prefixes(newest_first, own),
        latest=latest[ranked[0][0]] if ranked else None,
    )


def prefix_of(title: str) -> str:
    """Return the word that opens a title as its kind, lower case: `minor`, `docs`; or nothing.

    It ends with a colon or is written in capitals; that of a revert is that of what it takes back.
    """
    match = _PREFIX.match(title)
    return (match[1] or match[2]).lower() if match else ""


def _keyless_prefixes(changes: Sequence[ChangeKeys], own: frozenset[str]) -> frozenset[str]:
    seen: Counter[str] = Counter()
    keyless: Counter[str] = Counter()
    for change in changes:
        prefix = prefix_of(change.title)
        seen[prefix] += 1
        keyless[prefix] += not any(is_own_key(key, own) for key in change.keys)
    return frozenset(
        prefix
        for prefix, count in keyless.items()
        if prefix and count >= MIN_KEYS and count >= KEYLESS_SHARE * seen[prefix]
    )


def learned_projects(changes: Sequence[ChangeKeys]) -> frozenset[str]:
    """Return the Jira projects whose keys open titles, by the rule of this module's docstring."""
    keys: defaultdict[str, set[IssueKey]] = defaultdict(set)
    naming: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    for change in changes:
        named = {project: key for key in change.keys if (project := project_of_key(key))}
        naming.update(named.keys())
        for key in change.keys:
            keys[project_of_key(key)].add(key)
        opens = _OPENING.match(change.title)
        if opens and opens["project"] in named:
            opening[opens["project"]] += 1
    return frozenset(
        project
        for project, count in opening.items()
        if len(keys[project]) >= MIN_KEYS and 2 * count >= naming[project]
    )
