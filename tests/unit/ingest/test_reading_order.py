"""Can entries move, vanish and appear while we read, and runs die, without anything lost or doubled?

The lists behave as GitHub's do: the falling one by places in the order, the rising one by counted pages
of what was updated since a moment. Hypothesis writes 500 histories for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from teammemory_bot.domain.identity import Sha
from teammemory_bot.domain.records import Batch, DeploymentRecord
from teammemory_bot.ingest.rising import Slice, rise
from teammemory_bot.ingest.sweep import OVERLAP, Page, sweep

START = 1_700_000_000
PAGE = 3


@dataclass(frozen=True)
class Edit:
    """Something that happens at GitHub between two of our requests."""

    kind: str
    which: int
    after: int


edits = st.lists(
    st.builds(
        Edit,
        kind=st.sampled_from(["new", "touch", "touch", "vanish"]),
        which=st.integers(0, 40),
        after=st.sampled_from([0, 0, 1, 30, 700, 90_000, 9_000_000]),
    ),
    max_size=30,
)
kills = st.lists(st.integers(0, 12), max_size=6)


@dataclass
class Tracker:
    """Entries with the moment of their last edit, and a script of edits to come."""

    script: list[Edit] = field(default_factory=list)
    now: int = START
    entries: dict[int, tuple[int, int]] = field(default_factory=dict)  # id -> (updated, version)
    gone: set[int] = field(default_factory=set)
    _next: int = 0

    def happen(self, count: int = 1) -> None:
        """Let the next edits of the script happen."""
        for _ in range(count):
            if self.script:
                self.apply(self.script.pop(0))

    def apply(self, edit: Edit) -> None:
        self.now += edit.after
        alive = sorted(self.entries)
        if edit.kind == "new" or not alive:
            self._next += 1
            self.entries[self._next] = (self.now, 0)
            return
        which = alive[edit.which % len(alive)]
        if edit.kind == "touch":
            self.entries[which] = (self.now, self.entries[which][1] + 1)
        else:
            self.gone.add(which)
            del self.entries[which]

    def record(self, which: int) -> DeploymentRecord:
        updated, version = self.entries[which]
        return DeploymentRecord(
            external_id=str(which),
            sha=Sha("a" * 40),
            environment="",
            state=str(version),
            created_at=START,
            updated_at=updated,
        )


class Falling:
    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker

    def read(self, after: str | None, *, is_first_look: bool) -> Page:
        entries = self._tracker.entries
        places = sorted(((entries[which][0], which) for which in entries), reverse=True)
        if after is not None:
            moment, which = map(int, after.split("/"))
            places = [place for place in places if place < (moment, which)]
        size = 2 if is_first_look else PAGE
        page = places[:size]
        records = tuple(self._tracker.record(which) for _, which in page)
        self._tracker.happen()
        return Page(
            records=records,
            newest_at=page[0][0] if page else None,
            oldest_at=page[-1][0] if page else None,
            end=f"{page[-1][0]}/{page[-1][1]}" if page else None,
            has_more=len(places) > size,
        )


class Rising:
    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker

    def read(self, since: int, page: int) -> Slice:
        entries = self._tracker.entries
        places = sorted((entries[which][0], which) for which in entries)
        chosen = [place for place in places if place[0] >= since][(page - 1) * PAGE :][:PAGE]
        records = tuple(self._tracker.record(which) for _, which in chosen)
        self._tracker.happen()
        return Slice(records, chosen[-1][0] if chosen else None, len(chosen) < PAGE)


class Dead(Exception):
    pass


@dataclass
class Notebook:
    """Keeps batches as the store does: all of one and its cursors, or nothing."""

    cursors: dict[str, str] = field(default_factory=dict)
    held: dict[str, tuple[int, str]] = field(default_factory=dict)

    def take(self, batches: Iterator[Batch], *, dies_at: int | None = None) -> None:
        for number, batch in enumerate(batches):
            if number == dies_at:
                raise Dead
            for record in batch.records:
                assert isinstance(record, DeploymentRecord)
                known = self.held.get(record.external_id, (-1, ""))
                if record.updated_at >= known[0]:
                    self.held[record.external_id] = (record.updated_at, record.state)
            self.cursors.update((cursor.name, cursor.position) for cursor in batch.cursors)


def _settles(
    tracker: Tracker, batches: Callable[[Notebook], Iterator[Batch]], kills: list[int]
) -> None:
    notebook = Notebook()
    for dies_at in kills:
        with suppress(Dead):
            notebook.take(batches(notebook), dies_at=dies_at)
        tracker.happen(2)
    while tracker.script:
        notebook.take(batches(notebook))
        tracker.happen()
    tracker.now += 2 * OVERLAP
    notebook.take(batches(notebook))
    for which, (updated, version) in tracker.entries.items():
        assert notebook.held.get(str(which)) == (updated, str(version))
    assert set(notebook.held) <= {str(which) for which in {*tracker.entries, *tracker.gone}}


@settings(max_examples=500)
@given(before=edits, during=edits, kills=kills)
def test_falling_list__ends_as_the_tracker_is(
    before: list[Edit], during: list[Edit], kills: list[int]
) -> None:
    tracker = Tracker(during)
    for edit in before:
        tracker.apply(edit)
    _settles(tracker, lambda book: sweep("s", Falling(tracker), book.cursors), kills)


@settings(max_examples=500)
@given(before=edits, during=edits, kills=kills)
def test_rising_list__ends_as_the_tracker_is(
    before: list[Edit], during: list[Edit], kills: list[int]
) -> None:
    tracker = Tracker(during)
    for edit in before:
        tracker.apply(edit)

    def batches(book: Notebook) -> Iterator[Batch]:
        return rise("s", Rising(tracker), book.cursors, now=tracker.now)

    _settles(tracker, batches, kills)


def test_falling_list__without_its_overlap_would_lose_what_settles_late() -> None:
    """The overlap is there for services that show an edit a little later than it happened."""
    tracker = Tracker()
    tracker.apply(Edit("new", 0, 0))
    tracker.apply(Edit("new", 0, 100))
    notebook = Notebook()
    hidden = tracker.entries.pop(1)
    notebook.take(sweep("s", Falling(tracker), notebook.cursors))
    assert set(notebook.held) == {"2"}
    tracker.entries[1] = hidden
    notebook.take(sweep("s", Falling(tracker), notebook.cursors))
    assert set(notebook.held) == {"1", "2"}


def test_rising_list__of_one_second_that_moves_while_it_is_read__loses_nothing() -> None:
    """More entries of one second than a page holds; one of them is edited between two pages."""
    for dies_at in (None, 3, 4, 5):
        tracker = Tracker([*[Edit("new", 0, 0)] * 9, Edit("touch", 0, 700)])
        kills = [] if dies_at is None else [dies_at]
        _settles(
            tracker, lambda book, t=tracker: rise("s", Rising(t), book.cursors, now=t.now), kills
        )
