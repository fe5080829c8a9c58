"""What does the branch's history hold that the memory does not know yet?

One pass over the new first-parent steps, oldest first. Names, paths and renames of every commit come
from `git log --raw`, which costs little. Line counts cost ten times as much, so only steps inside the
window get them: the commit's own counts by `--numstat`, and the whole step's counts and decision
tokens by a patch that ignores white space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from teammemory_bot.domain.change import FileKind, Identity
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.domain.records import (
    Batch,
    ChangeTouch,
    Cursor,
    GitChange,
    GitCommit,
    TouchedPath,
)
from teammemory_bot.ingest.git_message import Message, parse_message, pull_of, title_of
from teammemory_bot.ingest.git_rows import RowTranslator
from teammemory_bot.plumbing import log_stream
from teammemory_bot.plumbing.history import Step, seconds_of, steps_after
from teammemory_bot.plumbing.log_stream import EXACT_RENAMES, RENAMES, read_log, rows_of
from teammemory_bot.plumbing.missing import unreadable_commits
from teammemory_bot.plumbing.own_repository import OwnRepository
from teammemory_bot.plumbing.patch import file_patches, split_raw_and_patch
from teammemory_bot.scoring.bug_fix import fix_rule, fix_rule_of_merge

NAME: Final = "git"
HISTORY: Final = "history"
BATCH_COMMITS: Final = 4_000
WINDOW_DAYS: Final = 730
SECONDS_PER_DAY: Final = 86_400


def fetch(
    own: OwnRepository,
    tip: Sha,
    *,
    after: Sha | None = None,
    counted_since: int | None = None,
    kind_of: Callable[[RepoPath], FileKind] = kind_of_path,
    batch_commits: int = BATCH_COMMITS,
) -> Iterator[Batch]:
    """Yield the steps after `after` up to `tip` in batches, each with the cursor behind it.

    Lines are counted in steps of `counted_since` and later (None: in none).
    """
    steps = steps_after(own, tip, after=after)
    reader = _Reader(own, steps, counted_since, RowTranslator(kind_of))
    pending: list[GitChange] = []
    size = 0
    for change in reader.changes():
        pending.append(change)
        size += len(change.commits)
        if size >= batch_commits:
            yield _batch(pending, reader)
            pending, size = [], 0
    if pending:
        yield _batch(pending, reader)


def window_start(own: OwnRepository, tip: Sha, *, days: int = WINDOW_DAYS) -> int:
    """Return the time from which on lines are counted, by the tip's own time."""
    answer = own.output("log", "-1", "--format=%ct", tip)
    return seconds_of(answer.strip()) - days * SECONDS_PER_DAY


def _batch(changes: list[GitChange], reader: _Reader) -> Batch:
    position = changes[-1].commits[-1].sha
    return Batch(
        source=NAME,
        cursors=(Cursor(source=NAME, name=HISTORY, position=position),),
        changes=tuple(changes),
        kinds=reader.translator.kinds,
    )


class _Reader:
    """Reads several `git log` streams side by side, in the order of the steps."""

    def __init__(
        self,
        own: OwnRepository,
        steps: list[Step],
        counted_since: int | None,
        translator: RowTranslator,
    ) -> None:
        self.translator = translator
        self._steps = steps
        self._since = counted_since
        self._unreadable = unreadable_commits(own, _commits(steps))
        blind = [step for step in steps if self._is_blind(step)]
        counted = [step for step in steps if self._is_counted(step)]
        plain = [s for s in steps if not self._is_counted(s) and not self._is_blind(s)]
        self._raw = _Plain(own, plain, RENAMES)
        self._blind = _Plain(own, blind, EXACT_RENAMES)
        self._numstat = read_log(own, _commits(counted), "--raw", "--numstat", *RENAMES)
        self._patches = read_log(
            own,
            [step.sha for step in counted],
            "--raw", "-p", "-U0", "-w", "--full-index", "--diff-merges=first-parent", *RENAMES,
        )  # fmt: skip

    def _is_blind(self, step: Step) -> bool:
        """Say whether contents are missing, so that only paths and exact renames can be told."""
        return not self._unreadable.isdisjoint(step.commits)

    def _is_counted(self, step: Step) -> bool:
        return self._since is not None and step.at >= self._since and not self._is_blind(step)

    def changes(self) -> Iterator[GitChange]:
        for step in self._steps:
            yield self._counted(step) if self._is_counted(step) else self._plain(step)

    def _plain(self, step: Step) -> GitChange:
        is_merge = len(step.parents) > 1
        stream = self._blind if self._is_blind(step) else self._raw
        shas = step.commits[:-1] if is_merge else step.commits
        parsed = [self._commit(next(stream.commits), is_counted=False) for _ in shas]
        if not is_merge:
            touched = tuple([_as_change(row) for row in parsed[-1][0].touched])
            return _change(step, parsed, touched, is_counted=False)
        fields = next(stream.merges)
        touched = tuple([self.translator.changed(row) for row in rows_of(fields[log_stream.DIFF])])
        parsed.append(self._commit([*fields[: log_stream.DIFF], b""], is_counted=False))
        return _change(step, parsed, touched, is_counted=False)

    def _counted(self, step: Step) -> GitChange:
        parsed = [self._commit(next(self._numstat), is_counted=True) for _ in step.commits]
        rows, patch = split_raw_and_patch(next(self._patches)[log_stream.DIFF])
        touched = tuple([self.translator.counted(file) for file in file_patches(rows, patch)])
        return _change(step, parsed, touched, is_counted=True)

    def _commit(self, fields: list[bytes], *, is_counted: bool) -> tuple[GitCommit, Message]:
        message = parse_message(fields[log_stream.MESSAGE])
        touched: list[TouchedPath] = [
            self.translator.touched(row) for row in rows_of(fields[log_stream.DIFF])
        ]
        commit = GitCommit(
            fields[log_stream.SHA].decode("ascii"),
            tuple(fields[log_stream.PARENTS].decode("ascii").split()),
            _identity(fields[log_stream.AUTHOR_NAME], fields[log_stream.AUTHOR_EMAIL]),
            _identity(fields[log_stream.COMMITTER_NAME], fields[log_stream.COMMITTER_EMAIL]),
            seconds_of(fields[log_stream.AUTHORED]),
            seconds_of(fields[log_stream.COMMITTED]),
            message.subject,
            message.keys,
            tuple(touched),
            message.reviewers,
            message.co_authors,
            message.mentions,
            is_counted,
        )
        return commit, message


class _Plain:
    """The two streams of steps without counts: commits, and the merges on the chain itself."""

    def __init__(self, own: OwnRepository, steps: list[Step], renames: tuple[str, ...]) -> None:
        self.commits = read_log(own, _own_commits(steps), "--raw", *renames)
        self.merges = read_log(own, _merges(steps), "--raw", "--diff-merges=first-parent", *renames)


def _change(
    step: Step,
    parsed: list[tuple[GitCommit, Message]],
    touched: tuple[ChangeTouch, ...],
    *,
    is_counted: bool,
) -> GitChange:
    is_merge = len(step.parents) > 1
    last, message = parsed[-1]
    title = title_of(message, is_merge=is_merge)
    subjects = [commit.subject for commit, _ in parsed[:-1]]
    rule = fix_rule_of_merge(title, subjects) if is_merge else fix_rule(title)
    return GitChange(
        title,
        tuple([commit for commit, _ in parsed]),
        touched,
        pull_of(last.subject),
        rule or "",
        any(mention.kind == "reverts" for mention in last.mentions) or title.startswith("Revert "),
        is_counted,
    )


def _as_change(row: TouchedPath) -> ChangeTouch:
    return ChangeTouch(row.status, row.path, row.previous, row.mode)


def _identity(name: bytes, email: bytes) -> Identity:
    return Identity(name.decode("utf-8", "replace"), email.decode("utf-8", "replace"))


def _commits(steps: list[Step]) -> list[str]:
    return [sha for step in steps for sha in step.commits]


def _own_commits(steps: list[Step]) -> list[str]:
    """Return all commits but the merges on the chain itself, whose diff comes separately."""
    return [
        sha
        for step in steps
        for sha in (step.commits[:-1] if len(step.parents) > 1 else step.commits)
    ]


def _merges(steps: list[Step]) -> list[str]:
    return [step.sha for step in steps if len(step.parents) > 1]
