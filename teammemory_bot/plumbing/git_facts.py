"""What does git say, asked anew and otherwise than the memory was filled?

The memory is filled by one pass over all steps; here each question walks back from the base on its
own: a file's steps by `rev-list -- path`, its former names step by step, lines by `--numstat`, added
lines by a parser of the patch itself, last writers by `blame --incremental`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from teammemory_bot.domain.git_facts import RawCommit, RawStep
from teammemory_bot.domain.identity import RepoPath, Sha, path_from_bytes, path_to_bytes
from teammemory_bot.plumbing.added_lines import added_lines_by_path
from teammemory_bot.plumbing.blame import ignored_revisions
from teammemory_bot.plumbing.blob import blob_at
from teammemory_bot.plumbing.errors import GitFailed
from teammemory_bot.plumbing.history import (
    CommitFacts,
    Step,
    commits_between,
    facts_of,
    is_ancestor,
    seconds_of,
    steps_after,
)
from teammemory_bot.plumbing.log_stream import PINNED, RENAMES
from teammemory_bot.plumbing.own_repository import OwnRepository, verified
from teammemory_bot.plumbing.process import HISTORY_SECONDS, NO_LIMIT
from teammemory_bot.plumbing.step_paths import Touch, touches_between, touches_of

_EVERYWHERE: Final = b"/"


class PlumbedFacts:
    """Git's answers (`domain.git_facts.GitFacts`) as of one tip, about one change.

    `tip` is the newest step that exists for the one who asks; `base` names the commit whose list of
    revisions that blame ignores counts.
    """

    def __init__(
        self, own: OwnRepository, *, tip: Sha, base: Sha, merge_base: Sha, head: Sha
    ) -> None:
        self._own = own
        self._tip = verified(tip)
        self._base = verified(base)
        self._merge_base = verified(merge_base)
        self._head = verified(head)
        self._touches: dict[str, list[Touch]] = {}
        self._landed: dict[str, Step] = {}
        self._commits: dict[str, RawCommit] = {}

    def steps(self, *, since: int) -> Sequence[RawStep]:
        """Return the steps that landed since a time, newest first."""
        return self._raw_steps([sha for sha, at in self._chain if at >= since])

    def steps_touching(
        self, path: RepoPath, *, since: int = 0, last: int | None = None
    ) -> Sequence[RawStep]:
        """Return the steps whose diff holds the file under any of its names, newest first."""
        shas: list[Sha] = []
        for sha in self._walk(path_to_bytes(path), since):
            if last is not None and len(shas) == last:
                break
            shas.append(sha)
        return self._raw_steps(shas)

    def paths_of(self, step: RawStep) -> Sequence[RepoPath]:
        """Return the paths in a step's diff, by the names they had then."""
        touches = self._touches_of([step.sha])[step.sha]
        return tuple(path_from_bytes(touch.path) for touch in touches)

    def lines_added_by(self, sha: Sha) -> Mapping[RepoPath, Sequence[bytes]]:
        """Return the lines that a step adds to each file, white space aside."""
        output = self._own.output(
            "log", "--no-walk", "-p", "-U0", "-w", "--diff-merges=first-parent", "--format=",
            *PINNED, *RENAMES, verified(sha),
        )  # fmt: skip
        return {path_from_bytes(name): lines for name, lines in added_lines_by_path(output).items()}

    def lines_of(self, path: RepoPath, *, at: Sha | None = None) -> int | None:
        """Return how many lines the text file has at a commit; at the tip where none is named."""
        content = blob_at(self._own, at or self._tip, path)
        if content is None or b"\0" in content:
            return None
        return len(content.split(b"\n")) - content.endswith(b"\n") if content else 0

    def line_counts(self) -> dict[RepoPath, tuple[int | None, int | None]]:
        """Return the lines added and removed by the change in each of its files."""
        output = self._own.output(
            "diff-tree", "-r", "-z", "--numstat", "-w", *PINNED, *RENAMES, self._merge_base, self._head
        )  # fmt: skip
        counts: dict[RepoPath, tuple[int | None, int | None]] = {
            path_from_bytes(touch.path): (0, 0)
            for touch in touches_between(self._own, self._merge_base, self._head)
        }
        tokens = iter(output.split(b"\0")[:-1])
        for token in tokens:
            added, removed, name = token.split(b"\t", 2)
            if not name:
                next(tokens)
                name = next(tokens)
            is_counted = added != b"-"
            counts[path_from_bytes(name)] = (
                (int(added), int(removed)) if is_counted else (None, None)
            )
        return counts

    def added_lines(self, path: RepoPath) -> Sequence[bytes] | None:
        """Return the lines that the change adds to one of its files."""
        if path not in self.line_counts():
            return None
        return self._added.get(path_to_bytes(path), [])

    def writers_of(self, path: RepoPath, *, first: int, last: int) -> Sequence[RawCommit] | None:
        """Return who last wrote each of the lines, as of the merge base."""
        try:
            output = self._own.output(
                "blame", "--incremental", "-w", *self._ignored, "-L", f"{first},{last}",
                self._merge_base, "--", _argument(path_to_bytes(path)),
            )  # fmt: skip
        except GitFailed:
            return None
        writers: dict[int, str] = {}
        for line in output.split(b"\n"):
            words = line.split(b" ")
            if len(words) == 4 and len(words[0]) in {40, 64} and words[3].isdigit():
                for number in range(int(words[2]), int(words[2]) + int(words[3])):
                    writers[number] = words[0].decode("ascii")
        shas = [writers[number] for number in sorted(writers)]
        return tuple(self._commits_of(shas)[sha] for sha in shas)

    def commits_of_change(self) -> Sequence[RawCommit]:
        """Return the commits that head has and the merge base has not, newest first."""
        return tuple(
            _raw(facts) for facts in commits_between(self._own, self._merge_base, self._head)
        )

    def has_landed(self, sha: Sha) -> bool:
        """Tell whether a commit is part of the tip's history or of the change under review."""
        if sha in self._position:
            return True
        try:
            return any(is_ancestor(self._own, sha, tip) for tip in (self._head, self._tip))
        except (GitFailed, ValueError):
            return False

    def has_file(self, path: RepoPath, *, at: Sha) -> bool:
        """Tell whether a commit holds a file of that name."""
        try:
            name = verified(at).encode() + b":" + path_to_bytes(path)
        except ValueError:
            return False
        if b"\n" in name:
            return False
        answer = self._own.output("cat-file", "--batch-check", stdin=name + b"\n")
        return answer.split()[1:2] == [b"blob"]

    @cached_property
    def _chain(self) -> list[tuple[Sha, int]]:
        """The first-parent chain with its non-decreasing times, newest first."""
        output = self._own.output(
            "rev-list", "--first-parent", "--timestamp", self._tip,
            seconds=HISTORY_SECONDS, limit_bytes=NO_LIMIT,
        )  # fmt: skip
        chain = []
        latest = 0
        for line in reversed(output.decode("ascii").splitlines()):
            at, sha = line.split()
            latest = max(latest, seconds_of(at))
            chain.append((Sha(sha), latest))
        chain.reverse()
        return chain

    @cached_property
    def _position(self) -> dict[str, int]:
        return {sha: position for position, (sha, _) in enumerate(self._chain)}

    @cached_property
    def _added(self) -> dict[bytes, list[bytes]]:
        output = self._own.output(
            "diff-tree", "-r", "-p", "-U0", "-w", *PINNED, *RENAMES, self._merge_base, self._head
        )
        return added_lines_by_path(output)

    @cached_property
    def _ignored(self) -> tuple[str, ...]:
        ignored = ignored_revisions(self._own, self._base)
        if not ignored:
            return ()
        content = "".join(f"{sha}\n" for sha in ignored).encode("ascii")
        return ("--ignore-revs-file", str(self._own.scratch_file("facts-ignore-revs", content)))

    def _walk(self, name: bytes, since: int) -> Iterator[Sha]:
        """Yield the steps that touched a file, newest first, through its renames.

        A path that goes and comes back is the same file; one that was taken by a new file after its
        old one had moved away is another.
        """
        oldest = next((sha for sha, at in self._chain if at < since), None)
        start: str | None = self._tip
        while start is not None:
            shas = self._touching(name, start, oldest)
            start = None
            touches = self._touches_of(shas)
            for sha in shas:
                touch = _touch_of(touches[sha], name)
                if touch.path != name:
                    return  # moved away: what was called so before is another file
                yield sha
                if touch.letter == "C":
                    return
                if touch.letter == "R" and touch.previous is not None:
                    name, start = touch.previous, self._before(sha)
                    break

    def _touching(self, name: bytes, start: str, oldest: str | None) -> list[Sha]:
        limits = [f"^{oldest}"] if oldest else []
        where = [] if name == _EVERYWHERE else [f":(literal){_argument(name)}"]
        output = self._own.output(
            "rev-list", "--first-parent", start, *limits, "--", *where,
            seconds=HISTORY_SECONDS, limit_bytes=NO_LIMIT,
        )  # fmt: skip
        return [Sha(sha) for sha in output.decode("ascii").split()]

    def _before(self, sha: str) -> str | None:
        older = self._position[sha] + 1
        return self._chain[older][0] if older < len(self._chain) else None

    def _touches_of(self, shas: Sequence[str]) -> dict[str, list[Touch]]:
        unknown = [sha for sha in shas if sha not in self._touches]
        self._touches |= touches_of(self._own, unknown)
        return self._touches

    def _raw_steps(self, shas: Sequence[Sha]) -> tuple[RawStep, ...]:
        if not shas:
            return ()
        oldest = max(self._position[sha] for sha in shas)
        if any(sha not in self._landed for sha in shas):
            after = self._before(self._chain[oldest][0])
            steps = steps_after(self._own, self._tip, after=Sha(after) if after else None)
            self._landed = {step.sha: step for step in steps}
        steps = [self._landed[sha] for sha in shas]
        commits = self._commits_of([sha for step in steps for sha in step.commits])
        return tuple(
            RawStep(
                sha=Sha(step.sha),
                at=self._chain[self._position[step.sha]][1],
                commits=tuple(commits[sha] for sha in step.commits),
            )
            for step in steps
        )

    def _commits_of(self, shas: Sequence[str]) -> dict[str, RawCommit]:
        unknown = [sha for sha in dict.fromkeys(shas) if sha not in self._commits]
        for facts in facts_of(self._own, *unknown):
            self._commits[facts.sha] = _raw(facts)
        return self._commits


def _raw(facts: CommitFacts) -> RawCommit:
    return RawCommit(
        sha=facts.sha, author=facts.author, message=facts.message, is_merge=facts.is_merge
    )


def _touch_of(touches: list[Touch], name: bytes) -> Touch:
    """Return how a step touched the path: what ends there counts before what leaves from there."""
    there = [touch for touch in touches if touch.path == name]
    away = [touch for touch in touches if touch.letter == "R" and touch.previous == name]
    below = Touch("M", name, None)  # a folder
    return next(iter([*there, *away]), below)


def _argument(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
