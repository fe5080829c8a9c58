"""Under which house rules are the agents asked? What a team configured, as far as agents need it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """Which formulas score: the measured ones, or the design's first ones exactly as written."""

    EVIDENCE = "evidence"
    CLASSIC = "classic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The team's choices. Every default is what a team without a configuration file gets."""

    profile: Profile = Profile.EVIDENCE
    max_suggestions: int = 3
    excluded_people: frozenset[str] = frozenset()
    """Logins or names, lower case, never suggested: opted out, or excluded by configuration."""
    issue_projects: frozenset[str] = frozenset()
    """Jira project keys that count; empty: learned from the history."""
    fail_on: frozenset[str] = frozenset()
    """Rule ids whose failure fails the check."""
