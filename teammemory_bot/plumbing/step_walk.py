"""Which steps of the branch touched a file, whatever it was called? Walked back from the tip anew.

The memory follows files forward through every step; here each question walks back from the tip: the
steps by `rev-list -- path`, a former name wherever one of them moved the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from teammemory_bot.domain.git_facts import RawCommit, RawStep
from teammemory_bot.domain.identity import RepoPath, Sha, path_to_bytes
from teammemory_bot.plumbing.history import CommitFacts, facts_of, seconds_of, steps_after
from teammemory_bot.plumbing.own_repository import OwnRepository, verified
from teammemory_bot.plumbing.process import HISTORY_SECONDS, NO_LIMIT
from teammemory_bot.plumbing.step_paths import Touch, touches_of

EVERYWHERE: Final = b"/"
FEW_MERGES: Final = 8
"""Merges that are asked one by one: more cost less in one walk over all that lies between."""


class Link(NamedTuple):
    """One step of the first-parent chain."""

    sha: Sha
    at: int
    is_merge: bool


class StepWalk:
    """The first-parent chain behind one tip, and walks along it."""

    def __init__(self, own: OwnRepository, tip: Sha) -> None:
        self._own = own
        self._tip = verified(tip)
        self._touches: dict[str, list[Touch]] = {}
        self._together: dict[tuple[Sha | None, frozenset[bytes]], list[Sha]] = {}
        self._answers: dict[tuple[RepoPath, int, int | None], list[Sha]] = {}
        self._landed: dict[str, list[str]] = {}
        self._commits: dict[str, RawCommit] = {}

    @cached_property
    def chain(self) -> list[Link]:
        """The steps with their non-decreasing times, newest first."""
        output = self._own.output(
            "rev-list", "--first-parent", "--parents", "--timestamp", self._tip,
            seconds=HISTORY_SECONDS, limit_bytes=NO_LIMIT,
        )  # fmt: skip
        chain = []
        latest = 0
        for line in reversed(output.decode("ascii").splitlines()):
            at, sha, *parents = line.split()
            latest = max(latest, seconds_of(at))
            chain.append(Link(Sha(sha), latest, len(parents) > 1))
        chain.reverse()
        return chain

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each step stands in the chain."""
        return {link.sha: position for position, link in enumerate(self.chain)}

    def touching(self, path: RepoPath, *, since: int, last: int | None) -> list[Sha]:
        """Return the steps that touched a file or folder, newest first."""
        asked = (path, since, last)
        if asked not in self._answers:
            self._answers[asked] = list(islice(self._walk(path_to_bytes(path), since), last))
        return self._answers[asked]

    def look_ahead(self, paths: Iterable[RepoPath], *, since: int) -> None:
        """Find the steps of several files in one go; asking for each afterwards costs no walk."""
        names = frozenset(map(path_to_bytes, paths))
        oldest = self._oldest_before(since)
        if len(names) > 1 and (oldest, names) not in self._together:
            shas = self._listed(sorted(names), self._tip, oldest)
            self._together[oldest, names] = shas
            self.touches(shas)

    def touches(self, shas: Sequence[str]) -> dict[str, list[Touch]]:
        """Return what these steps touched, and whatever else is known already."""
        unknown = [sha for sha in shas if sha not in self._touches]
        self._touches |= touches_of(self._own, unknown)
        return self._touches

    def raw_steps(self, shas: Sequence[Sha]) -> tuple[RawStep, ...]:
        """Return the steps with all that they landed."""
        landed = self._landed_by(shas)
        commits = self.commits([commit for sha in shas for commit in landed[sha]])
        return tuple(
            RawStep(
                sha=sha,
                at=self.chain[self.position[sha]].at,
                commits=tuple(commits[commit] for commit in landed[sha]),
            )
            for sha in shas
        )

    def commits(self, shas: Sequence[str]) -> dict[str, RawCommit]:
        """Return these commits, and whatever others are known already."""
        unknown = [sha for sha in dict.fromkeys(shas) if sha not in self._commits]
        for facts in facts_of(self._own, *unknown):
            self._commits[facts.sha] = raw(facts)
        return self._commits

    def _walk(self, name: bytes, since: int) -> Iterator[Sha]:
        """Yield the steps that touched a file, newest first, through its renames.

        A path that goes and comes back is the same file; one that was taken by a new file after its
        old one had moved away is another.
        """
        oldest = self._oldest_before(since)
        start: Sha | None = self._tip
        while start is not None:
            shas = self._touching(name, start, oldest)
            start = None
            touches = self.touches(shas)
            for sha in shas:
                touch = _touch_of(touches[sha], name)
                if touch is None:
                    continue  # only left the folder, which is no change below it
                if touch.path != name:
                    return  # moved away: what was called so before is another file
                yield sha
                if touch.letter == "C":
                    return
                if touch.letter == "R" and touch.previous is not None:
                    name, start = touch.previous, self._before(sha)
                    break

    def _touching(self, name: bytes, start: Sha, oldest: Sha | None) -> list[Sha]:
        if start == self._tip:
            for (limit, names), shas in self._together.items():
                if limit == oldest and name in names:
                    return [sha for sha in shas if _touches_name(self._touches[sha], name)]
        return self._listed([name], start, oldest)

    def _listed(self, names: Iterable[bytes], start: Sha, oldest: Sha | None) -> list[Sha]:
        limits = [f"^{oldest}"] if oldest else []
        where = [f":(literal){argument(name)}" for name in names if name != EVERYWHERE]
        output = self._own.output(
            "rev-list", "--first-parent", start, *limits, "--", *where,
            seconds=HISTORY_SECONDS, limit_bytes=NO_LIMIT,
        )  # fmt: skip
        return [Sha(sha) for sha in output.decode("ascii").split()]

    def _oldest_before(self, since: int) -> Sha | None:
        return next((link.sha for link in self.chain if link.at < since), None)

    def _before(self, sha: str) -> Sha | None:
        older = self.position[sha] + 1
        return self.chain[older].sha if older < len(self.chain) else None

    def _landed_by(self, shas: Sequence[Sha]) -> dict[str, list[str]]:
        """Return the commits that each step landed, its own last; only merges have to be asked."""
        unknown = [
            sha
            for sha in shas
            if sha not in self._landed and self.chain[self.position[sha]].is_merge
        ]
        for newest, oldest in self._spans(unknown):
            steps = steps_after(self._own, newest, after=self._before(oldest))
            self._landed |= {step.sha: step.commits for step in steps}
        return {sha: self._landed.get(sha, [sha]) for sha in shas}

    def _spans(self, merges: list[Sha]) -> Iterator[tuple[Sha, Sha]]:
        """Yield from where to where to ask: each of a few merges alone, all of many at once."""
        if len(merges) <= FEW_MERGES:
            yield from ((sha, sha) for sha in merges)
        else:
            place = self.position.__getitem__
            yield min(merges, key=place), max(merges, key=place)


def raw(facts: CommitFacts) -> RawCommit:
    """Return a commit as the skeptic reads it."""
    return RawCommit(
        sha=facts.sha, author=facts.author, message=facts.message, is_merge=facts.is_merge
    )


def argument(name: bytes) -> str:
    """Return a path as an argument that git gets back byte by byte."""
    return name.decode("utf-8", "surrogateescape")


def _touch_of(touches: list[Touch], name: bytes) -> Touch | None:
    """Return how a step touched the path: what ends there counts before what leaves from there."""
    if name.endswith(b"/"):
        is_below = name == EVERYWHERE or any(touch.path.startswith(name) for touch in touches)
        return Touch("M", name, None) if is_below else None
    there = [touch for touch in touches if touch.path == name]
    away = [touch for touch in touches if touch.letter == "R" and touch.previous == name]
    return next(iter([*there, *away]), None)


def _touches_name(touches: list[Touch], name: bytes) -> bool:
    return any(name in {touch.path, touch.previous} for touch in touches)
