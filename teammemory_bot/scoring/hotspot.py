"""Which files of the repository are hot, that is, likely to need a bug fix soon? F3 of docs/risk.md.

    F3 = 7*log2(1 + C) + 4*log2(1 + B) + 4*log2(1 + L)

C and B are decayed counts of the file's changes and bug fixes strictly before the moment asked
about, L its lines then. Only the order of the sums means something: show the percentile inside the
repository, and the counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import Final

from teammemory_bot.domain.finding import Term

CHANGE_HALF_LIFE_DAYS: Final = 180
FIX_HALF_LIFE_DAYS: Final = 365
MAX_CHANGE_FILES: Final = 40
"""Changes that touch more source files than this are sweeps and count for none of them."""

_POINTS_PER_CHANGES: Final = 7.0
_POINTS_PER_FIXES: Final = 4.0
_POINTS_PER_LINES: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """What F3 is made of, for one file at one moment."""

    changes: float
    """Decayed changes (180 days)."""
    fixes: float
    """Decayed bug fixes (365 days)."""
    lines: int

    @property
    def score(self) -> float:
        """F3, the sum of the terms."""
        return (
            _POINTS_PER_CHANGES * log2(1 + self.changes)
            + _POINTS_PER_FIXES * log2(1 + self.fixes)
            + _POINTS_PER_LINES * log2(1 + max(self.lines, 0))
        )

    def terms(self) -> tuple[Term, ...]:
        """Return each addend with the amount behind it."""
        return (
            _term("changes", self.changes, _POINTS_PER_CHANGES),
            _term("bug fixes", self.fixes, _POINTS_PER_FIXES),
            _term("lines", float(max(self.lines, 0)), _POINTS_PER_LINES),
        )


def _term(name: str, amount: float, points: float) -> Term:
    return Term(name=name, share=amount, points=points * log2(1 + amount))
