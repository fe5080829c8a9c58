"""Under which house rules are the agents asked? What a team configured, as far as agents need it.

The configuration (`config/`) is translated into this value; agents never see files or options. Every
default is what a team without a configuration file gets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from teammemory_bot.domain.finding import Severity
from teammemory_bot.domain.issue_key import KeyKind, Place
from teammemory_bot.domain.pattern import Glob, Pattern


class Profile(StrEnum):
    """Which formulas score: the measured ones, or the design's first ones exactly as written."""

    EVIDENCE = "evidence"
    CLASSIC = "classic"


class OnUnknown(StrEnum):
    """What a rule of `fail_on` counts as when it could not be judged."""

    PASS = "pass"  # noqa: S105  # a word of the contract, no password
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPolicy:
    """Which issue keys count, and where."""

    places: tuple[Place, ...] = (Place.TITLE, Place.BODY, Place.BRANCH, Place.COMMIT)
    """Looked at in this order; the first place that yields a key names it."""
    trackers: frozenset[KeyKind] = frozenset()
    """Kinds of keys that count; empty: learned from the history."""
    is_required: bool | None = None
    """None: required where the repository's own history shows keys."""
    patterns: tuple[Pattern, ...] = ()
    """The team's own forms of keys."""
    done_statuses: frozenset[str] = frozenset(
        ("closed", "done", "resolved", "cancelled", "canceled", "won't do", "won't fix")
    )
    """Names of statuses, lower case, that mean an issue takes no further work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """Whose and which pull requests the rules leave alone; each use is reported with its reason."""

    bots: bool = True
    authors: frozenset[str] = frozenset()
    """Logins or names, lower case."""
    labels: frozenset[str] = frozenset()
    """Label names, lower case."""
    branches: tuple[Glob, ...] = ()
    paths: tuple[Glob, ...] = ()
    """A pull request is exempt when each of its files matches one of these."""
    title_prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HygienePolicy:
    """What the hygiene rules are measured by."""

    keys: KeyPolicy = field(default_factory=KeyPolicy)
    exemptions: Exemptions = field(default_factory=Exemptions)
    disabled_rules: frozenset[str] = frozenset()
    severities: tuple[tuple[str, Severity], ...] = ()
    """Rules whose severity the team changed."""
    bypass_label: str = ""
    """A label, lower case, that lets a failing pull request pass and leaves a trace; empty: none."""
    max_lines: int = 1_000
    """Lines added by hand, above which a change is called oversized."""
    max_files: int = 100
    """Files written by hand, above which a change is called oversized."""
    base_branches: tuple[Glob, ...] = ()
    """Branches that pull requests may aim at; empty: any."""
    stale_owner_days: int = 180
    """Days without activity after which a code owner counts as inactive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A named part of the code: the files that its globs match. The first component wins."""

    name: str
    paths: tuple[Glob, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away, up to and including a day."""

    person: str
    """Login or name, lower case."""
    until: int
    """The first second of the day after, UTC."""
    last_day: str
    """The same for the reader: `2026-03-01`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerPolicy:
    """What the ranking of reviewers does not know, and a team does."""

    absences: tuple[Absence, ...] = ()
    max_open_reviews: int | None = None
    """Who is asked for so many reviews already is not suggested; None: no such limit."""
    caps: tuple[tuple[str, int], ...] = ()
    """The same for single people, by login or name in lower case."""
    spread_load: bool = False
    """Whether recent reviews cost points: spreads the work, nearly free in accuracy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The team's choices. Every default is what a team without a configuration file gets."""

    profile: Profile = Profile.EVIDENCE
    max_suggestions: int = 3
    excluded_people: frozenset[str] = frozenset()
    """Logins or names, lower case, never suggested: opted out, or excluded by configuration."""
    reviewers: ReviewerPolicy = field(default_factory=ReviewerPolicy)
    issue_projects: frozenset[str] = frozenset()
    """Jira project keys that count; empty: learned from the history."""
    fail_on: frozenset[str] = frozenset()
    """Rule ids whose failure fails the check."""
    on_unknown: OnUnknown = OnUnknown.PASS
    hygiene: HygienePolicy = field(default_factory=HygienePolicy)
    components: tuple[Component, ...] = ()
    """Empty: a file's component is its folder (`domain/component.py`)."""
