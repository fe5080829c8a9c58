"""How is a list read that names what was updated last first, so that nothing is lost or doubled?

Two cursors. *Back-fill* walks down from where the first run began, as far as each run's budget goes.
*Live* starts again at the top in every run and walks down to where the last complete walk began, less
an overlap. An entry that is edited while we walk moves to the top, above where the walk began: the
next walk meets it. GitHub's cursors name a place in the order, not a count, so that entries which
move or vanish shift nothing. A walk that is cut short goes on from its last saved page, and a new one
follows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from teammemory_bot.domain.records import ApiRecord, Batch, Cursor

LIVE: Final = "live"
BACK_FILL: Final = "back-fill"

OVERLAP: Final = 600
"""Seconds below the last complete walk's beginning that are read again: services settle late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list in falling order of update."""

    records: tuple[ApiRecord, ...]
    newest_at: int | None
    oldest_at: int | None
    end: str | None
    """The service's cursor after the last entry."""
    has_more: bool
    skipped: tuple[int, ...] = ()
    """Entries that could not be read, by number."""


class FallingList(Protocol):
    """A list of which a page can be read, and the next one after its cursor."""

    def read(self, after: str | None, *, is_first_look: bool) -> Page:
        """Return the page after a cursor; the first look of a later run wants few entries."""
        ...


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk from the top that is under way."""

    top: int
    after: str | None


@dataclass(frozen=True, slots=True)
class Live:
    """Everything updated before `high` has been met once, as far down as the back-fill reached."""

    high: int
    walk: Walk | None = None

    def text(self) -> str:
        """Return the stored form."""
        walk = None if self.walk is None else [self.walk.top, self.walk.after]
        return json.dumps({"high": self.high, "walk": walk}, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Live:
        """Read the stored form."""
        document: dict[str, Any] = json.loads(text)
        walk = document["walk"]
        return cls(document["high"], None if walk is None else Walk(*walk))


@dataclass(frozen=True, slots=True)
class BackFill:
    """How far down the first walk has come; `low` is the oldest update that was met."""

    after: str | None
    low: int | None
    is_done: bool
    skipped: tuple[int, ...] = ()

    def text(self) -> str:
        """Return the stored form."""
        document = {
            "after": self.after,
            "low": self.low,
            "done": self.is_done,
            "skipped": self.skipped,
        }
        return json.dumps(document, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> BackFill:
        """Read the stored form."""
        document: dict[str, Any] = json.loads(text)
        return cls(document["after"], document["low"], document["done"], tuple(document["skipped"]))


def sweep(source: str, pages: FallingList, cursors: Mapping[str, str]) -> Iterator[Batch]:
    """Yield what is new, then what is old; each batch carries the cursors that are true after it."""
    if LIVE in cursors:
        yield from _live_walks(source, pages, Live.from_text(cursors[LIVE]))
    if BACK_FILL in cursors:
        back_fill = BackFill.from_text(cursors[BACK_FILL])
    else:
        back_fill = BackFill(None, None, is_done=False)
    yield from _back_fill(source, pages, back_fill, is_very_first=LIVE not in cursors)


def _live_walks(source: str, pages: FallingList, live: Live) -> Iterator[Batch]:
    if live.walk is not None:
        resumed = live.walk
        yield from _walk_down(source, pages, live)
        live = Live(resumed.top)
    yield from _walk_down(source, pages, live)


def _walk_down(source: str, pages: FallingList, live: Live) -> Iterator[Batch]:
    floor = live.high - OVERLAP
    walk = live.walk
    while True:
        page = pages.read(walk.after if walk else None, is_first_look=walk is None)
        if walk is None:
            walk = Walk(max(page.newest_at or 0, live.high), None)
        is_over = not page.has_more or page.oldest_at is None or page.oldest_at < floor
        walk = Walk(walk.top, page.end)
        state = Live(walk.top) if is_over else Live(live.high, walk)
        yield Batch(
            source=source,
            cursors=(Cursor(source=source, name=LIVE, position=state.text()),),
            records=page.records,
        )
        if is_over:
            return


def _back_fill(
    source: str, pages: FallingList, state: BackFill, *, is_very_first: bool
) -> Iterator[Batch]:
    while not state.is_done:
        page = pages.read(state.after, is_first_look=False)
        cursors = []
        if is_very_first:
            is_very_first = False
            live = Live(page.newest_at or 0)
            cursors.append(Cursor(source=source, name=LIVE, position=live.text()))
        state = BackFill(
            page.end or state.after,
            page.oldest_at if page.oldest_at is not None else state.low,
            not page.has_more,
            (*state.skipped, *page.skipped),
        )
        cursors.append(Cursor(source=source, name=BACK_FILL, position=state.text()))
        yield Batch(source=source, cursors=tuple(cursors), records=page.records)
