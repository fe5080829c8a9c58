"""What became of the claims: how many were made, derived again, and struck, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from teammemory_bot.domain.finding import Claim, Evidence


class Ruling(StrEnum):
    """What the skeptic says of one claim."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    """Derived another way, and the value is another one."""
    UNRESOLVED = "unresolved"
    """Could not be derived another way; said no more than a refuted one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """One claim or link that did not survive, with both values, for the log and the footer."""

    agent: str
    rule: str
    ruling: Ruling
    claimed: str
    derived: str
    claim: Claim | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The skeptic's count over all reports of one run."""

    made: int = 0
    confirmed: int = 0
    strikes: tuple[Strike, ...] = ()
