"""What does the branch's history hold that the memory does not know yet?

One pass over the new first-parent steps, oldest first. Names, paths and renames of every commit come
from `git log --raw`, which costs little. Line counts cost ten times as much, so only steps inside the
window get them: the commit's own counts by `--numstat`, and the whole step's counts and decision
tokens by a patch that ignores white space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.domain.records import Batch, Cursor, GitChange, GitCommit, Signature
from teammemory_bot.ingest.git_message import Message, parse_message, pull_of, title_of
from teammemory_bot.ingest.git_rows import RowTranslator
from teammemory_bot.ingest.git_steps import Depth, LandedStep, landed_steps
from teammemory_bot.plumbing.history import seconds_of
from teammemory_bot.plumbing.own_repository import OwnRepository
from teammemory_bot.scoring.bug_fix import fix_rule, fix_rule_of_merge
from teammemory_bot.support.clock import SECONDS_PER_DAY

NAME: Final = "git"
HISTORY: Final = "history"
BATCH_COMMITS: Final = 4_000
WINDOW_DAYS: Final = 730


def fetch(
    own: OwnRepository,
    tip: Sha,
    *,
    after: Sha | None = None,
    counted_since: int | None = None,
    counts_all_lines: bool = False,
    known_until: int = 0,
    kind_of: Callable[[RepoPath], FileKind] = kind_of_path,
    batch_commits: int = BATCH_COMMITS,
) -> Iterator[Batch]:
    """Yield the steps after `after` up to `tip` in batches, each with the cursor behind it.

    Steps of `counted_since` and later (None: none) are counted: the lines of their commits, and lines
    and decision tokens of the whole change. `counts_all_lines` counts the lines of all older commits
    too. `known_until` is the time that the branch had reached with `after`: a step whose clock was slow
    is not older than that.
    """
    reader = _Reader(kind_of, counted_since, keeps_lines=counts_all_lines)
    pending: list[GitChange] = []
    size = 0
    for step in landed_steps(
        own,
        tip,
        after=after,
        counted_since=counted_since,
        counts_all_lines=counts_all_lines,
        known_until=known_until,
    ):
        pending.append(reader.change(step))
        size += len(step.commits)
        if size >= batch_commits:
            yield reader.batch(pending)
            pending, size = [], 0
    if pending:
        yield reader.batch(pending)


def window_start(own: OwnRepository, tip: Sha, *, days: int = WINDOW_DAYS) -> int:
    """Return the time from which on lines are counted, by the tip's own time."""
    answer = own.output("log", "-1", "--format=%ct", tip)
    return seconds_of(answer.strip()) - days * SECONDS_PER_DAY


class _Reader:
    """Turns what git wrote into records."""

    def __init__(
        self,
        kind_of: Callable[[RepoPath], FileKind],
        counted_since: int | None,
        *,
        keeps_lines: bool,
    ) -> None:
        self._counted_since = counted_since
        self._keeps_lines = keeps_lines
        self._rows = RowTranslator(kind_of)
        self._signatures: dict[tuple[bytes, bytes], Signature] = {}

    def batch(self, changes: list[GitChange]) -> Batch:
        position = changes[-1].commits[-1].sha
        return Batch(
            source=NAME,
            cursors=(Cursor(source=NAME, name=HISTORY, position=position),),
            changes=tuple(changes),
            kinds=self._rows.kinds,
            counted_since=self._counted_since,
            keeps_lines=self._keeps_lines,
        )

    def change(self, step: LandedStep) -> GitChange:
        commits: list[GitCommit] = []
        for fields in step.commits:
            message = parse_message(fields[_MESSAGE])
            commits.append(self._commit(fields, message, is_counted=step.depth is not Depth.NAMES))
        # `message` is now the step's own, which comes last.
        title = title_of(message, is_merge=step.is_merge)
        if step.is_merge:
            rule = fix_rule_of_merge(title, [commit.subject for commit in commits[:-1]])
        else:
            rule = fix_rule(title)
        touched = None
        is_counted = step.depth is Depth.TOKENS
        if step.diff is not None:
            touched = (self._rows.counted if is_counted else self._rows.changed)(step.diff)
        return GitChange(
            title,
            commits,
            touched,
            pull_of(message.subject),
            rule or "",
            title.startswith("Revert ") or _reverts(message),
            is_counted,
        )

    def _commit(self, fields: list[bytes], message: Message, *, is_counted: bool) -> GitCommit:
        (
            sha, parents, name, email, authored_at, committer_name, committer_email, committed_at, _,
            diff,
        ) = fields  # fmt: skip
        return GitCommit(
            sha.decode(),
            tuple(parents.decode().split()),
            self._signatures.get((name, email)) or self._add(name, email),
            self._signatures.get((committer_name, committer_email))
            or self._add(committer_name, committer_email),
            seconds_of(authored_at),
            seconds_of(committed_at),
            message.subject,
            message.keys,
            (self._rows.touched if is_counted else self._rows.named)(diff),
            message.reviewers,
            message.co_authors,
            message.mentions,
            is_counted,
        )

    def _add(self, name: bytes, email: bytes) -> Signature:
        signature = (name.decode("utf-8", "replace"), email.decode("utf-8", "replace"))
        self._signatures[name, email] = signature
        return signature


_MESSAGE: Final = -2
"""Where the message stands in a record: before the diff."""


def _reverts(message: Message) -> bool:
    return any(mention.kind == "reverts" for mention in message.mentions)
