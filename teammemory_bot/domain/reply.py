"""How is a question of the command line answered? Fields, then lists: the layout of the design.

A reply is data: every renderer places the same fields and items, and JSON gives them by name.
"""

from __future__ import annotations

from dataclasses import dataclass

from teammemory_bot.domain.finding import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyItem:
    """One entry of a list: what it is, and below it what is known about it."""

    says: Phrase
    details: tuple[Phrase, ...] = ()
    data: tuple[tuple[str, str | int | float | None], ...] = ()
    """The same for programs, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyList:
    """A list under a title. `empty` says why it is empty, where that is worth a line."""

    title: str
    items: tuple[ReplyItem, ...] = ()
    is_ranked: bool = False
    empty: str = ""
    more: int = 0
    """Entries that are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to one question."""

    question: str
    """The verb: `issue-context`."""
    title: Phrase = ()
    fields: tuple[tuple[str, Phrase], ...] = ()
    lists: tuple[ReplyList, ...] = ()
    remarks: tuple[Phrase, ...] = ()
    """What could not be known, and what to do about it."""
