"""What does a pull request change, where its commits are not at hand? As GitHub tells it.

A fork's code is never fetched where a token may write. Base and history are the checkout's own; what
the pull request changes comes from the API as text: its commits, its files and their patches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from teammemory_bot.domain.change import (
    ChangedFile,
    ChangeStatus,
    CommitSummary,
    FileKind,
    Identity,
)
from teammemory_bot.domain.event import EventPull
from teammemory_bot.domain.git_facts import RawCommit
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.ingest.declared_owners import declared_owners
from teammemory_bot.ingest.git_message import parse_message
from teammemory_bot.ingest.github_path import path_of
from teammemory_bot.ingest.told_patch import TokenCount, patched
from teammemory_bot.plumbing.blame import ignored_revisions, with_origins
from teammemory_bot.plumbing.history import facts_of
from teammemory_bot.plumbing.own_repository import OwnRepository
from teammemory_bot.scoring.decision_tokens import decision_tokens

MAX_FILES: Final = 3_000
MAX_COMMITS: Final = 250
"""GitHub lists no more of a pull request. https://docs.github.com/rest/pulls/pulls"""

_STATUS: Final = {status.value: status for status in ChangeStatus}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """A pull request's commits and files in GitHub's words, newest commit first."""

    pull: EventPull
    merge_base: Sha
    committed_at: int
    """When the head was committed, UTC seconds."""
    commits: tuple[RawCommit, ...]
    files: tuple[Mapping[str, Any], ...]

    @property
    def untold(self) -> tuple[str, ...]:
        """What GitHub may have left out, for the reader: it ends its lists without a word."""
        if len(self.commits) < MAX_COMMITS and len(self.files) < MAX_FILES:
            return ()
        return (
            f"GitHub lists at most {MAX_FILES:,} files and {MAX_COMMITS} commits of a pull request: "
            "what this one holds beyond that",
        )


def assemble_told(
    own: OwnRepository,
    told: ToldChange,
    *,
    policy: Policy,
    count_tokens: TokenCount = decision_tokens,
    kind_of: Callable[[RepoPath], FileKind] = kind_of_path,
) -> PullRequest:
    """Return the change as the agents are asked about it; blame is asked of the base, which is ours."""
    pull = told.pull
    files = tuple(_file(entry, count_tokens, kind_of) for entry in told.files)
    ignored = ignored_revisions(own, pull.base)
    return PullRequest(
        base=pull.base,
        head=pull.head,
        merge_base=told.merge_base,
        as_of=max(facts_of(own, pull.base)[0].committed_at, told.committed_at),
        author=_author(told.commits),
        title=pull.title,
        branch=pull.head_branch,
        number=pull.number,
        files=with_origins(own, told.merge_base, files, ignored=ignored),
        commits=tuple(_summary(commit) for commit in told.commits),
        co_authors=_co_authors(told.commits),
        policy=policy,
        live_review=LiveReview(code_owners=declared_owners(own, pull.base)),
    )


def _file(
    entry: Mapping[str, Any], count_tokens: TokenCount, kind_of: Callable[[RepoPath], FileKind]
) -> ChangedFile:
    path = told_path(entry)
    previous = entry.get("previous_filename")
    patch = entry.get("patch")
    lines = patched(patch, count_tokens) if isinstance(patch, str) else None
    counts = (entry.get("additions"), entry.get("deletions"))
    is_silent = lines is None and counts == (0, 0)
    status = _STATUS.get(str(entry.get("status")), ChangeStatus.MODIFIED)
    return ChangedFile(
        path=path,
        status=status,
        kind=kind_of(path),
        previous_path=path_of(previous) if isinstance(previous, str) else None,
        added=lines.added if lines else _number(counts[0], unless=is_silent),
        deleted=lines.deleted if lines else _number(counts[1], unless=is_silent),
        is_binary=is_silent and status in {ChangeStatus.ADDED, ChangeStatus.MODIFIED},
        decision_tokens=lines.decision_tokens if lines else None,
        replaced=lines.replaced if lines else (),
        written=lines.written if lines else (),
    )


def told_path(entry: Mapping[str, Any]) -> RepoPath:
    """Return the path of a listed file."""
    return path_of(str(entry.get("filename") or ""))


def _number(value: object, *, unless: bool) -> int | None:
    return value if isinstance(value, int) and not unless else None


def _summary(commit: RawCommit) -> CommitSummary:
    subject, _, body = commit.message.partition("\n")
    return CommitSummary(
        sha=commit.sha,
        subject=subject,
        author=commit.author,
        is_merge=commit.is_merge,
        body=body.strip("\n"),
    )


def _author(commits: Sequence[RawCommit]) -> Identity:
    own_work = [commit.author for commit in reversed(commits) if not commit.is_merge]
    counted = dict.fromkeys(own_work or [commits[-1].author])
    return max(counted, key=own_work.count)


def _co_authors(commits: Sequence[RawCommit]) -> tuple[Identity, ...]:
    named = (
        Identity(*who) for c in commits for who in parse_message(c.message.encode()).co_authors
    )
    return tuple(dict.fromkeys(named))
