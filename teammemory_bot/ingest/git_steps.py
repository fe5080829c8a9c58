"""Which commits did each first-parent step land, and what does git say about them?

`git log` is read as a stream, oldest first. Commits of branches wait until the step comes that landed
them: the first one from which they can be reached.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import Final

from teammemory_bot.domain.identity import Sha
from teammemory_bot.plumbing.errors import MissingObject
from teammemory_bot.plumbing.history import ChainStep, chain_after
from teammemory_bot.plumbing.log_stream import (
    EXACT_RENAMES,
    MAX_WORKERS,
    PARENTS,
    RENAMES,
    SHA,
    Cut,
    Selection,
    read_log,
    read_log_by_several,
    reading_diffs,
    shas_of,
)
from teammemory_bot.plumbing.missing import unreadable_commits
from teammemory_bot.plumbing.own_repository import OwnRepository

Fields = list[bytes]

_FEW_COMMITS: Final = 2_000
"""So few are read by one process."""
_FIRST_PARENT: Final = "--diff-merges=first-parent"
_ROWS: Final = ("--raw", _FIRST_PARENT)
_PATCH: Final = (*_ROWS, "-p", "-U0", "-w", "--full-index")


class Depth(IntEnum):
    """How much git is asked about a step: each deeper one costs several times the one before."""

    NAMES = 0
    LINES = 1
    """The lines of its commits."""
    TOKENS = 2
    """And the patch of the whole step, white space aside."""


@dataclass(frozen=True, slots=True)
class LandedStep:
    """A step and what git wrote about its commits, the step's own last."""

    is_merge: bool
    depth: Depth
    commits: list[Fields]
    diff: bytes | None
    """The whole step's rows, with a patch where tokens are counted; None: as its only commit's."""


def landed_steps(
    own: OwnRepository,
    tip: Sha,
    *,
    after: Sha | None,
    counted_since: int | None,
    counts_all_lines: bool = False,
    known_until: int = 0,
) -> Iterator[LandedStep]:
    """Yield the steps after `after` up to `tip`; those from `counted_since` on are read whole.

    `known_until` is the time that the branch had reached with `after`: it never goes back.
    """
    chain = chain_after(own, tip, after=after)
    is_inside = counted_since is not None and known_until >= counted_since
    first_counted = 0 if is_inside else _first_counted(chain, counted_since)
    older = Depth.LINES if counts_all_lines else Depth.NAMES
    for part, depth in ((chain[:first_counted], older), (chain[first_counted:], Depth.TOKENS)):
        done = 0
        try:
            for step in _read(own, part, after=after, depth=depth):
                yield step
                done += 1
        except MissingObject:
            if not own.checkout.is_partial:
                raise
            reached = Sha(part[done - 1].sha) if done else after
            yield from _read_with_gaps(own, part[done:], after=reached, depth=depth)
        after = Sha(part[-1].sha) if part else after


def _first_counted(chain: list[ChainStep], since: int | None) -> int:
    """Return the first step that is inside the window; all later ones are, whatever their clocks."""
    if since is None:
        return len(chain)
    return next((n for n, step in enumerate(chain) if step.at >= since), len(chain))


def _read(
    own: OwnRepository,
    chain: list[ChainStep],
    *,
    after: Sha | None,
    depth: Depth,
    renames: tuple[str, ...] = RENAMES,
) -> Iterator[LandedStep]:
    """Yield the steps of a part of the chain, which begins behind `after`."""
    if not chain:
        return
    selection = Selection.reached(chain[-1].sha, after=after)
    is_patched = depth is Depth.TOKENS
    asked = [step.sha for step in chain if is_patched or step.is_merge]
    options = (*(_PATCH if is_patched else _ROWS), *renames)
    # Both gits work at the same time: of a short history, most of the time is theirs.
    with reading_diffs(own, asked, *options) as diffs:
        if depth is Depth.NAMES:
            log = read_log(own, selection, "--raw", *renames)
        else:
            log = _counted(own, selection, renames)
        for step, commits in _landed(chain, log):
            diff = next(diffs).rows if is_patched or step.is_merge else None
            if isinstance(diff, Cut):
                # The list of its files stands in front; of lines and tokens nothing is known.
                rows = diff.partition(b"\0\0")[0] + b"\0"
                yield LandedStep(step.is_merge, Depth.LINES, commits, rows)
            else:
                yield LandedStep(step.is_merge, depth, commits, diff)
        # Only a stream that was read to its end tells whether git came through.
        next(diffs, None)


def _counted(
    own: OwnRepository, selection: Selection, renames: tuple[str, ...]
) -> Iterator[Fields]:
    """Yield commits with their line counts, which is nearly all that reading a history costs."""
    options = ("--raw", "--numstat", *renames)
    shas = shas_of(own, selection)
    if len(shas) <= _FEW_COMMITS:
        return read_log(own, selection, *options)
    # On one core, too: git reads a block newest first, which costs it a tenth less.
    workers = min(MAX_WORKERS, os.cpu_count() or 1)
    return read_log_by_several(own, shas, *options, workers=workers)


def _landed(
    chain: list[ChainStep], log: Iterator[Fields]
) -> Iterator[tuple[ChainStep, list[Fields]]]:
    """Yield each step with the commits it landed: parents first, in an order of the graph alone."""
    waiting: dict[bytes, Fields] = {}
    steps = iter(chain)
    step = next(steps)
    own_sha = step.sha.encode("ascii")
    for fields in log:
        if fields[SHA] != own_sha:
            waiting[fields[SHA]] = fields
            continue
        yield step, [*_taken(waiting, fields), fields]
        step = next(steps, step)
        own_sha = step.sha.encode("ascii")


def _taken(waiting: dict[bytes, Fields], merge: Fields) -> list[Fields]:
    """Take what the merge landed off the waiting list."""
    if not waiting:
        return []
    landed: list[Fields] = []
    stack = [(sha, False) for sha in reversed(merge[PARENTS].split()[1:])]
    while stack:
        sha, is_below_done = stack.pop()
        fields = waiting.get(sha)
        if fields is None:
            continue
        if is_below_done:
            landed.append(waiting.pop(sha))
        else:
            stack.append((sha, True))
            stack.extend((parent, False) for parent in reversed(fields[PARENTS].split()))
    return landed


def _read_with_gaps(
    own: OwnRepository, chain: list[ChainStep], *, after: Sha | None, depth: Depth
) -> Iterator[LandedStep]:
    """Yield the steps of a part of the chain of which some contents are missing.

    A step that needs a missing content is read by its trees alone: exact renames, no counts.
    """
    log = read_log(own, Selection.reached(chain[-1].sha, after=after), "--no-patch")
    shas_by_step = {
        step.sha: [fields[SHA].decode("ascii") for fields in commits]
        for step, commits in _landed(chain, log)
    }
    missing = unreadable_commits(own, [sha for shas in shas_by_step.values() for sha in shas])
    for is_whole, group in groupby(chain, lambda step: missing.isdisjoint(shas_by_step[step.sha])):
        steps = list(group)
        yield from _read(
            own,
            steps,
            after=after,
            depth=depth if is_whole else Depth.NAMES,
            renames=RENAMES if is_whole else EXACT_RENAMES,
        )
        after = Sha(steps[-1].sha)
