"""`teammemory verify`: does the memory still say what git says?"""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Iterator, Sequence
from typing import Final

import click

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.identity import DeveloperId, Sha
from teammemory_bot.domain.recorded_change import Difference
from teammemory_bot.entrypoints.cli.place import open_place
from teammemory_bot.entrypoints.cli.progress import shown_progress
from teammemory_bot.entrypoints.cli.session import Format, Session, shared_options
from teammemory_bot.pipeline.updating import Progress
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.errors import MissingObject
from teammemory_bot.plumbing.history import holds
from teammemory_bot.plumbing.rederive import Rederived
from teammemory_bot.scoring.decision_tokens import decision_tokens
from teammemory_bot.store.memory import StoredMemory
from teammemory_bot.support.counted import counted
from teammemory_bot.support.errors import ExitCode, TeamMemoryError
from teammemory_bot.verify.memory_check import differences

USUAL_SAMPLE: Final = 200
_TOGETHER: Final = 25
"""Changes of which git is asked at once."""
_SHOWN: Final = 20


class NothingToVerify(TeamMemoryError):
    """The memory is empty."""

    def __init__(self) -> None:
        super().__init__("the memory holds no history yet; `teammemory ingest git` reads it")


class CannotVerify(TeamMemoryError):
    """The checkout does not hold what the memory was read from."""

    def __init__(self) -> None:
        super().__init__(
            "this shallow checkout does not hold the history that the memory was read from; set "
            "`fetch-depth: 0` on actions/checkout, or run `git fetch --unshallow`"
        )


@dataclasses.dataclass(slots=True, kw_only=True)
class Verified:
    """What a look at a memory found."""

    changes: int
    """That the memory holds."""
    looked_at: int = 0
    commits: int = 0
    files: int = 0
    not_derived: int = 0
    """Changes of which a partial clone lacks the contents."""
    differences: list[Difference] = dataclasses.field(default_factory=list)


@click.command()
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    default=USUAL_SAMPLE,
    show_default=True,
    metavar="CHANGES",
    help="How many changes are looked at again; at least as many as there are: all.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Another number takes other changes."
)
@shared_options
def verify(session: Session, *, sample: int, seed: int) -> None:
    """Look again in git at a sample of what the memory holds.

    Commits, authors, times, paths, renames, line counts and decision tokens are read a second way. Ends
    with 1 if anything differs. Nothing is changed; `teammemory init-db --reset` and an ingestion build a
    memory anew.

    \b
    Examples:
      teammemory verify
      teammemory verify --sample 1000000 --json
    """
    with (
        open_place(session) as place,
        shown_progress(session, "Looking again") as on_progress,
    ):
        found = look_again(place, sample=sample, seed=seed, on_progress=on_progress)
    if session.format is Format.JSON:
        click.echo(json.dumps(dataclasses.asdict(found), indent=2))
    else:
        click.echo("\n".join(_sentences(found)))
    if found.differences:
        raise SystemExit(ExitCode.RULE_FAILED)


def look_again(place: Workplace, *, sample: int, seed: int, on_progress: Progress) -> Verified:
    """Hold a sample of the memory's changes against git, and the number of all of them."""
    memory = place.store.memory_at()
    held = memory.holdings()
    if held.tip is None:
        raise NothingToVerify
    found = Verified(changes=held.changes)
    if place.checkout.is_shallow:
        raise CannotVerify
    if not holds(place.own, place.branch_tip, held.tip):
        found.differences.append(
            _about_all(memory, held.tip, "newest commit", "not part of the branch")
        )
        return found
    git = Rederived(place.own, held.tip)
    for what, ours, theirs in (
        ("number of changes", held.changes, git.n_changes()),
        ("number of commits", held.commits, git.n_commits()),
    ):
        if ours != theirs:
            found.differences.append(_about_all(memory, f"{ours}", what, f"{theirs}", held.tip))
    known = min(held.changes, git.n_changes())
    chance = random.Random(seed)  # noqa: S311  # a sample that comes again, no secret
    seqs = sorted(chance.sample(range(known), min(sample, known)))
    on_progress(0, len(seqs))
    for some in _parts(seqs):
        _compare(place, memory, git, some, found)
        on_progress(found.looked_at + found.not_derived, len(seqs))
    return found


def _compare(
    place: Workplace, memory: StoredMemory, git: Rederived, seqs: Sequence[int], found: Verified
) -> None:
    def who(identity: Identity) -> DeveloperId | None:
        known = memory.developer_of(identity)
        return None if known is None else known.id

    try:
        derived = git.changes(seqs, who=who, count_tokens=decision_tokens)
    except MissingObject:
        if not place.checkout.is_partial:
            raise
        if len(seqs) == 1:
            found.not_derived += 1
            return
        for seq in seqs:
            _compare(place, memory, git, [seq], found)
        return
    forgotten = memory.forgotten_people()
    for seq, theirs in zip(seqs, derived, strict=True):
        ours = memory.recorded_change(seq)
        found.looked_at += 1
        found.commits += len(theirs.commits)
        found.files += len(theirs.files)
        if ours is None:
            found.differences.append(
                Difference(seq=seq, sha=theirs.sha, what="change", memory="nothing", git="there")
            )
        else:
            found.differences += differences(ours, theirs, forgotten=forgotten)


def _about_all(
    memory: StoredMemory, ours: str, what: str, theirs: str, tip: Sha | None = None
) -> Difference:
    return Difference(seq=memory.seq, sha=tip or Sha(ours), what=what, memory=ours, git=theirs)


def _parts(seqs: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(seqs), _TOGETHER):
        yield seqs[start : start + _TOGETHER]


def _sentences(found: Verified) -> Iterator[str]:
    yield (
        f"{found.looked_at:,} of {counted(found.changes, 'change')} looked at again: "
        f"{counted(found.commits, 'commit')}, {counted(found.files, 'file')}"
    )
    if found.not_derived:
        yield f"{found.not_derived:,} could not be: this clone lacks their contents"
    if not found.differences:
        yield "nothing differs"
        return
    yield f"{len(found.differences):,} differences:"
    for one in found.differences[:_SHOWN]:
        yield f"  change {one.seq} ({one.sha[:12]}): {one.what}: {one.memory}, git says {one.git}"
    if len(found.differences) > _SHOWN:
        yield f"  and {len(found.differences) - _SHOWN:,} more; --json tells all"
