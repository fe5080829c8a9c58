"""How is a list read that can say "updated since", oldest first, so that nothing is lost or doubled?

Counted pages shift when entries move or vanish, so we never count: the next request asks for what was
updated since the last entry that we have (that one included). Only where a whole page shares one
second are pages counted, inside that second, and then until they say the same twice.

Two cursors. *Live* goes up from the last entry met, less an overlap. *Back-fill* goes down in windows
of time, each read upwards, so that what is new comes first and the run may end anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from teammemory_bot.domain.records import ApiRecord, Batch, Cursor
from teammemory_bot.ingest.sweep import BACK_FILL, LIVE, OVERLAP
from teammemory_bot.support.clock import SECONDS_PER_DAY

FIRST_WINDOW: Final = 30 * SECONDS_PER_DAY
LONGEST_WINDOW: Final = 4 * 366 * SECONDS_PER_DAY
BEGINNING: Final = 1_199_145_600
"""2008-01-01: nothing on GitHub was updated before GitHub was."""
_FEW: Final = 3
_MANY: Final = 20
"""Pages of one window, below and above which the next one is made longer and shorter."""
_MOST_PASSES: Final = 50
"""Over the pages of one second, while they change: a list that never comes to rest is not waited for."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a rising list."""

    records: tuple[ApiRecord, ...]
    last_at: int | None
    is_last: bool


class RisingList(Protocol):
    """A list that can be asked for what was updated since a moment, oldest first."""

    def read(self, since: int, page: int) -> Slice:
        """Return a counted page (from 1) of what was updated at or after a moment."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """The back-fill's place: everything updated at or after `low` has been met."""

    low: int
    span: int = FIRST_WINDOW
    start: int | None = None
    """Where the window under way begins; None: none is."""
    at: int = 0
    """Up to where that window has been read."""
    is_done: bool = False

    def text(self) -> str:
        """Return the stored form."""
        document = [self.low, self.span, self.start, self.at, self.is_done]
        return json.dumps(document, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Window:
        """Read the stored form."""
        document: list[Any] = json.loads(text)
        return cls(*document)


def moment_text(seconds: int) -> str:
    """Return a moment as GitHub's lists want it in `since`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rise(
    source: str, pages: RisingList, cursors: Mapping[str, str], *, now: int
) -> Iterator[Batch]:
    """Yield what is new, then what is old; each batch carries the cursors that are true after it.

    A first run begins a day before `now`, so that a clock that is not the service's own loses nothing.
    """
    first = now - SECONDS_PER_DAY
    at = int(cursors[LIVE]) if LIVE in cursors else first
    since = at - OVERLAP if LIVE in cursors else at
    for records, last_at, _ in _upwards(pages, since):
        at = max(at, last_at if last_at is not None else at)
        yield _batch(source, records, LIVE, str(at))
    window = Window.from_text(cursors[BACK_FILL]) if BACK_FILL in cursors else Window(first)
    yield from _back_fill(source, pages, window)


def _back_fill(source: str, pages: RisingList, window: Window) -> Iterator[Batch]:
    while not window.is_done:
        if window.start is None:
            start = max(window.low - window.span, BEGINNING)
            window = replace(window, start=start, at=start)
        parts = enumerate(_upwards(pages, window.at), start=1)
        for count, (records, last_at, is_last) in parts:
            is_over = is_last or last_at is None or last_at >= window.low
            window = _next_window(window, count) if is_over else replace(window, at=last_at or 0)
            yield _batch(source, records, BACK_FILL, window.text())
            if is_over:
                break


def _next_window(window: Window, pages: int) -> Window:
    span = window.span
    if pages <= _FEW:
        span = min(span * 2, LONGEST_WINDOW)
    elif pages > _MANY:
        span = max(span // 2, SECONDS_PER_DAY)
    start = window.start or BEGINNING
    return Window(start, span, is_done=start <= BEGINNING)


def _upwards(
    pages: RisingList, since: int
) -> Iterator[tuple[tuple[ApiRecord, ...], int | None, bool]]:
    """Yield the pages with up to when they reach, and whether the last one is met.

    Where pages are counted inside of one second, an entry that leaves it moves the ones behind it up, over
    the edge of a page that is already read. So such pages are read until they say the same twice.
    """
    page, passes = 1, 0
    before: list[tuple[ApiRecord, ...]] = []
    passed: list[tuple[ApiRecord, ...]] = []
    while True:
        part = pages.read(since, page)
        passed.append(part.records)
        is_over = part.is_last or part.last_at is None
        goes_on = part.last_at is not None and part.last_at > since
        if (is_over or goes_on) and page > 1 and passed != before and passes < _MOST_PASSES:
            yield part.records, since, False
            page, passes, before, passed = 1, passes + 1, passed, []
            continue
        yield part.records, part.last_at, part.is_last
        if is_over:
            return
        if goes_on:
            since, page, passes, before, passed = part.last_at or since, 1, 0, [], []
        else:
            page += 1


def _batch(source: str, records: tuple[ApiRecord, ...], name: str, position: str) -> Batch:
    cursor = Cursor(source=source, name=name, position=position)
    return Batch(source=source, cursors=(cursor,), records=records)
