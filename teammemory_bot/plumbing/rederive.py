"""What does git say of some steps, read a second way? What `teammemory verify` holds the memory against.

Ingestion streams one log forward and parses patches by their list of files. Here steps are looked up
along the chain behind the tip, lines come from `--numstat`, added lines from a parser of the patch
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.git_facts import RawStep
from teammemory_bot.domain.identity import DeveloperId, Sha, path_from_bytes
from teammemory_bot.domain.recorded_change import RecordedChange, RecordedCommit, RecordedFile
from teammemory_bot.plumbing.git_facts import WITHOUT_CONTEXT, PlumbedFacts
from teammemory_bot.plumbing.history import count_commits, subject_of
from teammemory_bot.plumbing.log_stream import PINNED, RENAMES
from teammemory_bot.plumbing.own_repository import OwnRepository, as_lines
from teammemory_bot.plumbing.process import HISTORY_SECONDS, NO_LIMIT
from teammemory_bot.plumbing.step_paths import Touch
from teammemory_bot.plumbing.step_walk import StepWalk

_Counts = dict[bytes, tuple[int | None, int | None]]
_SUBMODULE: Final = b"160000"


class Rederived:
    """Git's own word on the steps that lead to one tip."""

    def __init__(self, own: OwnRepository, tip: Sha) -> None:
        self._own = own
        self._tip = tip
        self._walk = StepWalk(own, tip)
        self._facts = PlumbedFacts(own, tip=tip, base=tip, merge_base=tip, head=tip)

    def n_changes(self) -> int:
        """Return how many first-parent steps lead to the tip."""
        return len(self._walk.chain)

    def n_commits(self) -> int:
        """Return how many commits the tip holds."""
        return count_commits(self._own, self._tip)

    def changes(
        self,
        seqs: Sequence[int],
        *,
        who: Callable[[Identity], DeveloperId | None],
        count_tokens: Callable[[Sequence[bytes]], int],
    ) -> list[RecordedChange]:
        """Return the steps by their numbers, counted from the first one (0) on.

        Every number must be below `n_changes`. Raises `MissingObject` where a partial clone lacks what
        a diff needs.
        """
        chain = self._walk.chain
        links = [chain[len(chain) - 1 - seq] for seq in seqs]
        shas = [link.sha for link in links]
        steps = self._walk.raw_steps(shas)
        touches = self._walk.touches(shas)
        whole = self._counts(shas, "-w", "--diff-merges=first-parent", settings=(WITHOUT_CONTEXT,))
        plain = self._counts([link.sha for link in links if not link.is_merge])
        added = self._facts.lines_added_by(shas)
        return [
            RecordedChange(
                seq=seq,
                sha=step.sha,
                at=step.at,
                commits=_commits(step, who),
                files={
                    path_from_bytes(touch.path): self._file(
                        touch,
                        whole.get(step.sha, {}),
                        plain.get(step.sha),
                        tokens=count_tokens(
                            added.get(step.sha, {}).get(path_from_bytes(touch.path), ())
                        ),
                    )
                    for touch in touches[step.sha]
                },
                has_counts=True,
            )
            for seq, step in zip(seqs, steps, strict=True)
        ]

    def _file(
        self, touch: Touch, whole: _Counts, plain: _Counts | None, *, tokens: int
    ) -> RecordedFile:
        # Without a row nothing but white space changed.
        added, deleted = whole.get(touch.path, (0, 0))
        own: tuple[int | None, int | None] = (None, None)
        if plain is not None:
            own = plain.get(touch.path, (0, 0))
        return RecordedFile(
            touch.letter,
            None if touch.previous is None else path_from_bytes(touch.previous),
            added,
            deleted,
            None if added is None else tokens,
            *own,
        )

    def _counts(
        self, shas: Sequence[str], *options: str, settings: Sequence[str] = ()
    ) -> dict[str, _Counts]:
        """Return the lines of each step's diff; None for binary files and submodules."""
        if not shas:
            return {}
        output = self._own.output(
            "log", "--no-walk=unsorted", "--stdin", "-z", "--raw", "--numstat", "--no-abbrev", *options,
            *PINNED, *RENAMES, "--format=tformat:%x00%H",
            stdin=as_lines(shas), seconds=HISTORY_SECONDS, limit_bytes=NO_LIMIT, settings=settings,
        )  # fmt: skip
        return _parsed(output)


def _parsed(output: bytes) -> dict[str, _Counts]:
    """Read `--raw --numstat -z`: the rows of a commit, then its counts."""
    counts: dict[str, _Counts] = {}
    current: _Counts = {}
    known: _Counts = {}
    tokens = iter(output.split(b"\0"))
    for token in tokens:
        line = token.removeprefix(b"\n")
        if line.startswith(b":"):
            path = next(tokens)
            if line.rsplit(b" ", 1)[1][:1] in b"RC":
                path = next(tokens)
            known |= _without_counting(line, path)
        elif b"\t" in line:
            added, deleted, path = line.split(b"\t", 2)
            if not path:
                next(tokens)
                path = next(tokens)
            seen = (None, None) if added == b"-" else (int(added), int(deleted))
            current[path] = known.get(path, seen)
        elif line:
            current, known = counts.setdefault(line.decode("ascii"), {}), {}
    return counts


def _without_counting(row: bytes, path: bytes) -> _Counts:
    """Return what a row says about lines by itself."""
    old_mode, new_mode, old, new = row[1:].split(b" ")[:4]
    if _SUBMODULE in {old_mode, new_mode}:
        return {path: (None, None)}
    # Moved as it was: a patch does not say that such a file is binary.
    return {path: (0, 0)} if old == new else {}


def _commits(
    step: RawStep, who: Callable[[Identity], DeveloperId | None]
) -> dict[Sha, RecordedCommit]:
    return {
        commit.sha: RecordedCommit(who(commit.author), subject_of(commit.message))
        for commit in step.commits
    }
