"""What is wrong with the configuration, and where?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from teammemory_bot.support.errors import TeamMemoryError

MAX_SHOWN: int = 10
"""Problems that are shown at once; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in the file: its place, counted from 1, and a sentence without the value.

    Values are never repeated: they are strangers' text, or a secret in the wrong place.
    """

    line: int
    column: int
    says: str


class ConfigurationRefused(TeamMemoryError):
    """The configuration file cannot be used; every problem has its line and column."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        shown = [f"{name}:{p.line}:{p.column}: {p.says}" for p in self.problems[:MAX_SHOWN]]
        if len(self.problems) > MAX_SHOWN:
            shown.append(f"and {len(self.problems) - MAX_SHOWN} more")
        super().__init__("; ".join(shown))
