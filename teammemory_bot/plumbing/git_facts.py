"""What does git say, asked anew and otherwise than the memory was filled?

The memory is filled by one pass over all steps. Here a file's steps are walked back from the tip
(`step_walk.py`), lines come from `--numstat`, added lines from a parser of the patch itself, last
writers from `blame --incremental`.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from teammemory_bot.domain.change import LineRange
from teammemory_bot.domain.git_facts import RawCommit, RawStep
from teammemory_bot.domain.identity import RepoPath, Sha, path_from_bytes, path_to_bytes
from teammemory_bot.plumbing.added_lines import added_lines_by_path
from teammemory_bot.plumbing.blame import ignored_revisions
from teammemory_bot.plumbing.blob import blob_at
from teammemory_bot.plumbing.errors import GitFailed
from teammemory_bot.plumbing.history import commits_between, is_ancestor
from teammemory_bot.plumbing.log_stream import PINNED, RENAMES
from teammemory_bot.plumbing.own_repository import OwnRepository, as_lines, verified
from teammemory_bot.plumbing.process import HISTORY_SECONDS, NO_LIMIT
from teammemory_bot.plumbing.step_paths import touches_between
from teammemory_bot.plumbing.step_walk import StepWalk, argument, raw

WITHOUT_CONTEXT: Final = "diff.context=0"
"""Counts the lines of a patch as `-U0` writes it: with context git leaves a common tail in the
comparison, and may then find other lines. (`-U0` itself would ask for the patch.)"""


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
        self._walk = StepWalk(own, tip)
        self._writers: dict[tuple[RepoPath, tuple[LineRange, ...]], Sequence[RawCommit] | None] = {}

    def steps(self, *, since: int) -> Sequence[RawStep]:
        """Return the steps that landed since a time, newest first."""
        return self._walk.raw_steps([link.sha for link in self._walk.chain if link.at >= since])

    def steps_touching(
        self, path: RepoPath, *, since: int = 0, last: int | None = None
    ) -> Sequence[RawStep]:
        """Return the steps whose diff holds the file under any of its names, newest first."""
        return self._walk.raw_steps(self._walk.touching(path, since=since, last=last))

    def look_ahead(self, paths: Iterable[RepoPath], *, since: int) -> None:
        """Announce the files whose steps will be asked for: finding them together is cheaper."""
        self._walk.look_ahead(paths, since=since)

    def paths_of(self, step: RawStep) -> Sequence[RepoPath]:
        """Return the paths in a step's diff, by the names they had then."""
        return tuple(
            path_from_bytes(touch.path) for touch in self._walk.touches([step.sha])[step.sha]
        )

    def lines_added_by(
        self, shas: Sequence[Sha]
    ) -> Mapping[Sha, Mapping[RepoPath, Sequence[bytes]]]:
        """Return the lines that steps add to each file, white space aside."""
        # No line of a patch begins like the mark: they begin with a sign or a word of git's.
        mark = secrets.token_hex(16)
        output = self._own.output(
            "log", "--no-walk=unsorted", "--stdin", "-p", "-U0", "-w", "--diff-merges=first-parent",
            f"--format={mark}%H", *PINNED, *RENAMES,
            stdin=as_lines(shas), seconds=HISTORY_SECONDS,
        )  # fmt: skip
        added: dict[Sha, Mapping[RepoPath, Sequence[bytes]]] = {}
        for piece in f"\n{output.decode('latin-1')}".split(f"\n{mark}")[1:]:
            sha, _, patch = piece.partition("\n")
            lines_by_name = added_lines_by_path(patch.encode("latin-1"))
            added[Sha(sha)] = {path_from_bytes(name): ls for name, ls in lines_by_name.items()}
        return added

    def lines_of(self, path: RepoPath, *, at: Sha | None = None) -> int | None:
        """Return how many lines the text file has at a commit; at the tip where none is named."""
        content = blob_at(self._own, at or self._tip, path)
        if content is None or b"\0" in content:
            return None
        return len(content.split(b"\n")) - content.endswith(b"\n") if content else 0

    def line_counts(self) -> dict[RepoPath, tuple[int | None, int | None]]:
        """Return the lines added and removed by the change in each of its files."""
        return dict(self._line_counts)

    def added_lines(self, path: RepoPath) -> Sequence[bytes] | None:
        """Return the lines that the change adds to one of its files."""
        if path not in self._line_counts:
            return None
        return self._added.get(path_to_bytes(path), [])

    def writers_of(self, path: RepoPath, ranges: Sequence[LineRange]) -> Sequence[RawCommit] | None:
        """Return who last wrote each line of some ranges, in their order, as of the merge base."""
        asked = (path, tuple(ranges))
        if asked not in self._writers:
            self._writers[asked] = self._blamed(path, ranges)
        return self._writers[asked]

    def _blamed(self, path: RepoPath, ranges: Sequence[LineRange]) -> Sequence[RawCommit] | None:
        where = [word for span in ranges for word in ("-L", f"{span.first},{span.last}")]
        try:
            output = self._own.output(
                "blame", "--incremental", "-w", *self._ignored, *where, self._merge_base,
                "--", argument(path_to_bytes(path)),
            )  # fmt: skip
        except GitFailed:
            return None
        writers: dict[int, str] = {}
        for line in output.split(b"\n"):
            words = line.split(b" ")
            if len(words) == 4 and len(words[0]) in {40, 64} and words[3].isdigit():
                for number in range(int(words[2]), int(words[2]) + int(words[3])):
                    writers[number] = words[0].decode("ascii")
        lines = [number for span in ranges for number in range(span.first, span.last + 1)]
        if any(number not in writers for number in lines):
            return None
        commits = self._walk.commits(list(writers.values()))
        return tuple(commits[writers[number]] for number in lines)

    def commits_of_change(self) -> Sequence[RawCommit]:
        """Return the commits that head has and the merge base has not, newest first."""
        return tuple(
            raw(facts) for facts in commits_between(self._own, self._merge_base, self._head)
        )

    def commits_saying(self, text: str) -> Sequence[RawCommit]:
        """Return the commits of the tip's history whose message holds a text, newest first.

        Letters of ASCII are compared without their case.
        """
        messages, starts = self._messages
        wanted = text.encode("utf-8", "surrogateescape").lower()
        shas: list[str] = []
        found = messages.find(wanted) if wanted else -1
        while found >= 0:
            number = bisect_right(starts, found)
            start = starts[number - 1]
            shas.append(messages[start : messages.index(b"\n", start)].decode("ascii"))
            end = starts[number] if number < len(starts) else len(messages)
            found = messages.find(wanted, end)
        commits = self._walk.commits(shas)
        return tuple(commits[sha] for sha in shas)

    def step_of(self, sha: Sha) -> RawStep | None:
        """Return the step of the branch that a commit is itself; None where it is none."""
        return self._walk.raw_steps([sha])[0] if sha in self._walk.position else None

    def has_landed(self, sha: Sha) -> bool:
        """Tell whether a commit is part of the tip's history or of the change under review."""
        if sha in self._walk.position:
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
    def _messages(self) -> tuple[bytes, list[int]]:
        """Every message of the history after its commit's hash, and where each record starts.

        Read once: a question a time to `git log --grep` would walk the whole history each time.
        """
        output = self._own.output(
            "log", "-z", "--format=tformat:%H%n%B", self._tip,
            seconds=HISTORY_SECONDS, limit_bytes=NO_LIMIT,
        ).lower()  # fmt: skip
        starts = [0]
        end = output.find(b"\0")
        while 0 <= end < len(output) - 1:
            starts.append(end + 1)
            end = output.find(b"\0", end + 1)
        return output, starts

    @cached_property
    def _line_counts(self) -> dict[RepoPath, tuple[int | None, int | None]]:
        output = self._own.output(
            "diff-tree", "-r", "-z", "--numstat", "-w", *PINNED, *RENAMES, self._merge_base, self._head,
            settings=(WITHOUT_CONTEXT,),
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
