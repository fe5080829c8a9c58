"""What cannot be answered, and what can be asked instead?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from teammemory_bot.support.errors import TeamMemoryError

_MAX_SHOWN = 5


class NotInMemory(TeamMemoryError):
    """The memory has nothing under this name; the sentence says what is near, or what to do."""

    def __init__(
        self, what: str, name: str, *, known: Iterable[str] = (), remedy: str = ""
    ) -> None:
        near = difflib.get_close_matches(name[:200], list(known), _MAX_SHOWN, 0.5)
        hint = f"; did you mean {', '.join(near)}?" if near else f"; {remedy}" if remedy else ""
        super().__init__(f"the memory knows no {what} {name[:200]}{hint}")
