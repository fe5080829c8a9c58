"""How the memory learns what its branch has gained."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from teammemory_bot.domain.identity import Sha
from teammemory_bot.ingest import git_history
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.history import count_steps, has_commit, holds, is_ancestor
from teammemory_bot.support.garbage import no_search_for_cycles

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


class Counts(StrEnum):
    """Of which part of the history lines are counted; each counts what the one before counts."""

    WINDOW = "window"
    """Of the last two years, with the decision tokens of whole changes."""
    LINES = "lines"
    """The lines of every commit."""
    ALL = "all"
    """And whole changes and their decision tokens, whatever their age."""


def bring_up_to_date(
    place: Workplace, *, on_progress: Progress, counts: Counts | None = None
) -> None:
    """Read what the branch gained since the memory last looked, batch by batch.

    `on_progress` is told how many of the branch's new first-parent steps are read.
    A branch that was rewritten is read anew, and so is one whose commits were believed to be one person's
    when nothing proves that any more; what services told us stays. `counts` holds from now on; a memory
    that lacks what it asks is read anew. From a shallow checkout nothing is read: where its
    history is cut off, files seem to appear out of nothing, and the memory would believe it.
    """
    own, store, tip = place.own, place.store, place.branch_tip
    if place.checkout.is_shallow:
        return
    known = store.cursor(git_history.NAME, git_history.HISTORY)
    after = None if known is None else Sha(known)
    counted = Counts(store.fact(_COUNTS) or Counts.WINDOW)
    counts = max(counts or counted, counted, key=list(Counts).index)
    starts_over = after is not None and (counts is not counted or store.is_torn())
    if after is not None and not starts_over:
        if has_commit(own, after) and is_ancestor(own, tip, after):
            return  # the memory knows this tip already, and perhaps more
        starts_over = not holds(own, tip, after)
    total = count_steps(own, tip, after=None if starts_over else after)
    done = 0
    on_progress(done, total)
    with store.writing():
        if starts_over:
            store.start_over()
            after = None
        if counts is not Counts.WINDOW:
            store.note_fact(_COUNTS, counts)
        since = 0 if counts is Counts.ALL else git_history.window_start(own, tip)
        store.settle_kinds(place.kind_of, place.kind_of.mark)
        with store.writing(), no_search_for_cycles():
            for batch in git_history.fetch(
                own,
                tip,
                after=after,
                counted_since=since,
                counts_all_lines=counts is not Counts.WINDOW,
                known_until=store.newest_at(),
                kind_of=place.kind_of,
            ):
                store.save(batch)
                done += len(batch.changes)
                on_progress(done, total)


_COUNTS: Final = "counts"
