"""How likely is it that a change needs a later fix? R3 of docs/risk.md, for a change or one file.

    R3 = 3*log2(1 + A) + 2*log2(1 + G) + 1*log2(1 + B)

A counts lines added to source files, G the decision tokens on them, B sums the decayed bug fixes
of the files. Without patch text: 5*log2(1 + A) + log2(1 + B). Nothing about persons is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, log2
from typing import Final

from teammemory_bot.domain.finding import Term

_POINTS_PER_LINES: Final = 3.0
_POINTS_PER_TOKENS: Final = 2.0
_POINTS_PER_LINES_ALONE: Final = 5.0
_POINTS_PER_FIXES: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRisk:
    """What R3 is made of, for a change or for one file of it."""

    added: int
    """Lines added in source files: not in tests, documents, generated or vendored ones."""
    tokens: int | None
    """Decision tokens on those lines; None where the patch could not be read."""
    fixes: float
    """Decayed bug fixes (365 days) of the file, or their sum over the files."""

    @property
    def score(self) -> float:
        """R3, the sum of the terms."""
        return fsum(points * log2(1 + amount) for _, amount, points in self._addends())

    def terms(self) -> tuple[Term, ...]:
        """Return each addend with the amount behind it."""
        return tuple(
            Term(name=name, share=float(amount), points=points * log2(1 + amount))
            for name, amount, points in self._addends()
        )

    def _addends(self) -> tuple[tuple[str, float, float], ...]:
        """Return name, amount and points of each addend."""
        fixes = ("earlier bug fixes", self.fixes, _POINTS_PER_FIXES)
        if self.tokens is None:
            return (("lines added", self.added, _POINTS_PER_LINES_ALONE), fixes)
        return (
            ("lines added", self.added, _POINTS_PER_LINES),
            ("decision points added", self.tokens, _POINTS_PER_TOKENS),
            fixes,
        )


def risk_of_files(files: Iterable[ChangeRisk]) -> ChangeRisk:
    """Return the risk of a change from that of its source files."""
    parts = tuple(files)
    tokens = [part.tokens for part in parts if part.tokens is not None]
    return ChangeRisk(
        added=sum(part.added for part in parts),
        tokens=sum(tokens) if len(tokens) == len(parts) else None,
        fixes=fsum(part.fixes for part in parts),
    )
