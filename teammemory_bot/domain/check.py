"""What is one thing that an environment can or cannot do?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CheckState(StrEnum):
    """How well it works."""

    FINE = "fine"
    LIMITED = "limited"  # works, with less to say
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at, and what to do where it is not fine."""

    what: str
    says: str
    state: CheckState = CheckState.FINE
