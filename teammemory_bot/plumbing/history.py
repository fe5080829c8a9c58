"""Which commits are there, in which order, and how do they hang together?"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from teammemory_bot.domain.change import CommitSummary, Identity
from teammemory_bot.domain.identity import Sha
from teammemory_bot.plumbing.errors import GitFailed, NoCommonHistory
from teammemory_bot.plumbing.own_repository import OwnRepository, verified
from teammemory_bot.plumbing.process import HISTORY_SECONDS, NO_LIMIT, as_text

_FORMAT: Final = "%H%x00%P%x00%aN%x00%aE%x00%at%x00%cN%x00%cE%x00%ct%x00%B"
_FIELDS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFacts:
    """A commit's own words and times, after the mailmap."""

    sha: Sha
    parents: tuple[Sha, ...]
    author: Identity
    committer: Identity
    authored_at: int
    committed_at: int
    message: str

    @property
    def subject(self) -> str:
        """The first paragraph in one line."""
        return subject_of(self.message)

    @property
    def body(self) -> str:
        """All after the first paragraph."""
        return self.message.lstrip("\n").partition("\n\n")[2]

    @property
    def is_merge(self) -> bool:
        """Whether the commit has several parents."""
        return len(self.parents) > 1

    def summary(self) -> CommitSummary:
        """Return the commit as the agents know it."""
        return CommitSummary(
            sha=self.sha,
            subject=self.subject,
            author=self.author,
            is_merge=self.is_merge,
            body=self.body,
        )


def subject_of(message: str) -> str:
    """Return the first paragraph of a commit's message in one line, as git does."""
    return " ".join(message.lstrip("\n").split("\n\n", 1)[0].split())


class ChainStep(NamedTuple):
    """One step of the first-parent chain."""

    sha: str
    at: int
    parents: tuple[str, ...]

    @property
    def is_merge(self) -> bool:
        """Whether the step landed a branch."""
        return len(self.parents) > 1


def merge_base(own: OwnRepository, base: Sha, head: Sha) -> Sha:
    """Return the best common ancestor of two commits."""
    try:
        answer = as_text(own.output("merge-base", verified(base), verified(head)))
    except GitFailed as error:
        raise NoCommonHistory(base, head) from error
    return Sha(answer.splitlines()[0])


def is_ancestor(own: OwnRepository, older: Sha, newer: Sha) -> bool:
    """Say whether `newer` contains `older`."""
    try:
        own.output("merge-base", "--is-ancestor", verified(older), verified(newer))
    except GitFailed as error:
        if error.status == 1:
            return False
        raise
    return True


def holds(own: OwnRepository, tip: Sha, known: Sha) -> bool:
    """Say whether `known` is still part of what `tip` tells: a rewritten branch has lost it."""
    return has_commit(own, known) and is_ancestor(own, known, tip)


def has_commit(own: OwnRepository, sha: str) -> bool:
    """Say whether the repository holds this commit."""
    answer = own.output("cat-file", "--batch-check", stdin=f"{verified(sha)}\n".encode())
    return answer.split()[1:2] == [b"commit"]


def count_commits(own: OwnRepository, tip: Sha, *, after: Sha | None = None) -> int:
    """Return how many commits `tip` has that `after` has not."""
    limit = [f"^{verified(after)}"] if after else []
    answer = own.output("rev-list", "--count", verified(tip), *limit, seconds=HISTORY_SECONDS)
    return int(answer)


def first_parents(own: OwnRepository, tip: Sha, *, limit: int | None = None) -> list[Sha]:
    """Return the first-parent chain, newest first."""
    arguments = ["--first-parent"] + ([f"--max-count={limit}"] if limit is not None else [])
    answer = own.output(
        "rev-list", *arguments, verified(tip), seconds=HISTORY_SECONDS, limit_bytes=NO_LIMIT
    )
    return [Sha(line) for line in answer.decode("ascii").splitlines()]


def mainline_root(own: OwnRepository, tip: Sha) -> Sha:
    """Return the commit that the first-parent chain begins with: what tells repositories apart.

    Histories that are merged in later bring roots of their own; this one stays.
    """
    _, sha, *_ = _chain_lines(own, tip, None).split(maxsplit=2)
    return Sha(sha.decode("ascii"))


def commits_between(
    own: OwnRepository, excluded: Sha, tip: Sha, *, limit: int = 1_000
) -> list[CommitFacts]:
    """Return the commits that `tip` has and `excluded` has not, newest first."""
    shas = own.output(
        "rev-list", f"--max-count={limit}", "--topo-order", verified(tip), f"^{verified(excluded)}"
    )
    return facts_of(own, *shas.decode("ascii").split())


def facts_of(own: OwnRepository, *shas: str) -> list[CommitFacts]:
    """Return the metadata of commits, in the order asked."""
    if not shas:
        return []
    answer = own.output(
        "log",
        "--no-walk=unsorted",
        "--stdin",
        "-z",
        "--no-show-signature",
        f"--format=tformat:{_FORMAT}",
        stdin="".join(f"{verified(sha)}\n" for sha in shas).encode(),
    )
    fields = answer.decode("utf-8", "replace").split("\0")
    return [_facts(fields[i : i + _FIELDS]) for i in range(0, len(fields) - 1, _FIELDS)]


def _facts(fields: list[str]) -> CommitFacts:
    sha, parents, name, email, authored_at, *committer, committed_at, message = fields
    return CommitFacts(
        sha=Sha(sha),
        parents=tuple(Sha(parent) for parent in parents.split()),
        author=Identity(name, email),
        committer=Identity(*committer),
        authored_at=seconds_of(authored_at),
        committed_at=seconds_of(committed_at),
        message=message.replace("\r\n", "\n"),
    )


MAX_SECONDS = 4_102_444_800
"""2100-01-01: whatever claims to be later is no time at all."""


def seconds_of(raw: str | bytes) -> int:
    """Return a commit's time in UTC seconds; times that no commit can have become a limit.

    Git accepts empty, negative and far-off times in objects, and prints them as it likes.
    """
    try:
        seconds = int(raw)
    except ValueError:
        return 0
    return seconds if 0 <= seconds <= MAX_SECONDS else min(max(seconds, 0), MAX_SECONDS)


def chain_after(own: OwnRepository, tip: Sha, *, after: Sha | None = None) -> list[ChainStep]:
    """Return the first-parent steps that lead to `tip`, oldest first.

    `after` is the step up to which everything is known already.
    """
    lines = _chain_lines(own, tip, after).decode("ascii").splitlines()
    rows = (line.split(" ") for line in lines)
    return [ChainStep(sha, seconds_of(at), tuple(parents)) for at, sha, *parents in rows]


def count_steps(own: OwnRepository, tip: Sha, *, after: Sha | None = None) -> int:
    """Return how many first-parent steps `chain_after` holds."""
    return _chain_lines(own, tip, after).count(b"\n")


@functools.lru_cache(maxsize=1)
def _chain_lines(own: OwnRepository, tip: Sha, after: Sha | None) -> bytes:
    """Return the chain as git writes it, which is asked for its root, its length and its steps."""
    limit = [f"^{verified(after)}"] if after else []
    return own.output(
        "rev-list",
        "--first-parent",
        "--reverse",
        "--parents",
        "--timestamp",
        verified(tip),
        *limit,
        seconds=HISTORY_SECONDS,
        limit_bytes=NO_LIMIT,
    )


@dataclass(slots=True)
class Step:
    """One step of the first-parent chain and the commits that it landed, oldest first."""

    sha: str
    at: int
    parents: tuple[str, ...]
    commits: list[str] = field(default_factory=list)
    """The step's own commit is the last one."""


def steps_after(own: OwnRepository, tip: Sha, *, after: Sha | None = None) -> list[Step]:
    """Return the first-parent steps that lead to `tip`, oldest first, each with what it landed.

    A commit belongs to the earliest step from which it can be reached. `after` is the step up to
    which everything is known already.
    """
    limit = [f"^{verified(after)}"] if after else []
    answer = own.output(
        "rev-list",
        "--topo-order",
        "--parents",
        "--timestamp",
        verified(tip),
        *limit,
        seconds=HISTORY_SECONDS,
        limit_bytes=NO_LIMIT,
    )
    rows = [line.split() for line in answer.decode("ascii").splitlines()]
    return _assigned(rows, tip)


def _assigned(rows: list[list[str]], tip: str) -> list[Step]:
    parents = {row[1]: row[2:] for row in rows}
    rank = {row[1]: -position for position, row in enumerate(rows)}
    at = {row[1]: seconds_of(row[0]) for row in rows}
    steps = [Step(sha, at[sha], tuple(parents[sha])) for sha in _chain(parents, tip)]
    waiting = parents
    for step in steps:
        del waiting[step.sha]
        landed = [step.sha]
        if len(step.parents) > 1:
            landed.extend(_taken(waiting, step.parents[1:]))
            landed.sort(key=rank.__getitem__)
        step.commits = landed
    return steps


def _chain(parents: dict[str, list[str]], tip: str) -> list[str]:
    chain = []
    sha: str | None = tip
    while sha is not None and sha in parents:
        chain.append(sha)
        sha = next(iter(parents[sha]), None)
    chain.reverse()
    return chain


def _taken(waiting: dict[str, list[str]], starts: tuple[str, ...]) -> Iterator[str]:
    """Yield every waiting commit that can be reached from the starts, and take it off the list."""
    stack = list(starts)
    while stack:
        sha = stack.pop()
        before = waiting.pop(sha, None)
        if before is not None:
            yield sha
            stack.extend(before)
