"""Which commits does a local question mean, and what do they change? Answered from git alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from teammemory_bot.domain.change import CommitSummary, FileKind, Identity
from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, RepoPath, Sha
from teammemory_bot.domain.issue_key import Place, find_keys
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.ingest.declared_owners import declared_owners
from teammemory_bot.ingest.git_message import branch_of, parse_message, pull_of, title_of
from teammemory_bot.plumbing.blame import ignored_revisions, with_origins
from teammemory_bot.plumbing.checkout import Checkout, branch_name, find_commit, resolve
from teammemory_bot.plumbing.history import (
    CommitFacts,
    commits_between,
    facts_of,
    first_parents,
    merge_base,
)
from teammemory_bot.plumbing.own_repository import OwnRepository
from teammemory_bot.plumbing.range_diff import changed_files
from teammemory_bot.scoring.decision_tokens import decision_tokens
from teammemory_bot.support.errors import TeamMemoryError

LOOK_BACK: Final = 200
"""First-parent steps among which the last merged change is looked for."""


class NothingBefore(TeamMemoryError):
    """The repository's only commit has nothing before it."""

    def __init__(self) -> None:
        super().__init__(
            "this history has a single commit, so there is no earlier state to compare it with; "
            "commit a change first"
        )


class NothingToReview(TeamMemoryError):
    """Base and head hold the same commits."""

    def __init__(self, base: str, head: str) -> None:
        super().__init__(
            f"{head} holds no commit that {base} does not hold: it has landed already, or nothing was "
            "committed; ask about a range with `teammemory review --base REV --head REV`"
        )


class PullRequestNotFound(TeamMemoryError):
    """No commit of this checkout belongs to the pull request, as far as git can tell."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"no merge, squash subject or reference of this checkout belongs to pull request "
            f"#{number}; fetch it (`git fetch origin pull/{number}/head`) and pass --head FETCH_HEAD"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRange:
    """The commits `base..head`; `landing` is the step of the branch that landed them, if one did."""

    base: Sha
    head: Sha
    landing: CommitFacts | None = None
    number: PullNumber | None = None
    branch: str = ""
    """What the head is called in the checkout, where nothing landed that would say it."""


def last_merged(own: OwnRepository, tip: Sha) -> LocalRange:
    """Return the newest step that landed a pull request or merged a branch, else the newest step."""
    steps = facts_of(own, *first_parents(own, tip, limit=LOOK_BACK))
    merged = (step for step in steps if step.is_merge or pull_of(step.subject) is not None)
    return landed_by(next(merged, steps[0]))


def landed_by(step: CommitFacts) -> LocalRange:
    """Return what a first-parent step landed: a merged branch, or the step's own commit."""
    if not step.parents:
        raise NothingBefore
    head = step.parents[1] if len(step.parents) == 2 else step.sha
    return LocalRange(base=step.parents[0], head=head, landing=step, number=pull_of(step.subject))


def asked_range(
    checkout: Checkout,
    own: OwnRepository,
    *,
    branch_tip: Sha,
    base: str | None,
    head: str | None,
) -> LocalRange:
    """Return the range that `--base` and `--head` mean.

    Without `--base` it is the branch that the memory follows, or, for a head that already landed
    there, the commit before it; without `--head` it is what is checked out.
    """
    head_sha = resolve(checkout, head or "HEAD")
    branch = branch_name(checkout, head or "HEAD")
    if base is not None:
        return LocalRange(base=resolve(checkout, base), head=head_sha, branch=branch)
    if head_sha in set(first_parents(own, branch_tip)):
        return landed_by(facts_of(own, head_sha)[0])
    return LocalRange(base=branch_tip, head=head_sha, branch=branch)


def pull_range(
    checkout: Checkout,
    own: OwnRepository,
    number: PullNumber,
    *,
    branch_tip: Sha,
    landing: Sha | None,
) -> LocalRange:
    """Return the range of a pull request: as it landed, else as its reference in the checkout."""
    if landing is not None:
        return landed_by(facts_of(own, landing)[0])
    for name in (f"refs/pull/{number}/head", f"refs/remotes/origin/pull/{number}/head"):
        head = find_commit(checkout, name)
        if head is not None:
            return LocalRange(base=branch_tip, head=head, number=number)
    raise PullRequestNotFound(number)


def assemble(
    own: OwnRepository,
    span: LocalRange,
    *,
    policy: Policy | None = None,
    kind_of: Callable[[RepoPath], FileKind] = kind_of_path,
) -> PullRequest:
    """Return the change between merge base and head, as the agents are asked about it.

    Title, number and branch come from the subject under which it landed, else from its commits.
    """
    ancestor = merge_base(own, span.base, span.head)
    commits = commits_between(own, ancestor, span.head)
    if not commits:
        raise NothingToReview(span.base[:12], span.head[:12])
    files = changed_files(own, ancestor, span.head, count_tokens=decision_tokens, kind_of=kind_of)
    files = with_origins(own, ancestor, files, ignored=ignored_revisions(own, span.base))
    base_tip = facts_of(own, span.base)[0]
    summaries = tuple(commit.summary() for commit in commits)
    title, branch = _title_and_branch(span.landing or commits[-1])
    branch = span.branch or branch
    return PullRequest(
        base=span.base,
        head=span.head,
        merge_base=ancestor,
        as_of=max(base_tip.committed_at, commits[0].committed_at),
        author=_author(commits),
        title=title,
        branch=branch,
        number=span.number,
        files=files,
        commits=summaries,
        issue_keys=_issue_keys(title, branch, summaries),
        co_authors=_co_authors(commits),
        policy=policy or Policy(),
        live_review=LiveReview(code_owners=declared_owners(own, span.base)),
    )


def as_on_github(
    pr: PullRequest,
    *,
    number: PullNumber,
    title: str,
    body: str,
    labels: tuple[str, ...],
    branch: str,
    base_branch: str = "",
    author: str = "",
    is_bot: bool = False,
) -> PullRequest:
    """Return the change with what only GitHub knows of it."""
    return replace(
        pr,
        number=number,
        title=title,
        body=body,
        labels=labels,
        branch=branch,
        base_branch=base_branch,
        author_login=Login(author) if author else None,
        author_is_bot=is_bot,
        is_local=False,
        issue_keys=_issue_keys(title, branch, pr.commits, body=body),
    )


def _title_and_branch(commit: CommitFacts) -> tuple[str, str]:
    message = parse_message(commit.message.encode())
    return title_of(message, is_merge=commit.is_merge), branch_of(message)


def _author(commits: Sequence[CommitFacts]) -> Identity:
    """Return who wrote most of the commits; among equals, who began."""
    own_work = [commit.author for commit in reversed(commits) if not commit.is_merge]
    return Counter(own_work or [commits[-1].author]).most_common(1)[0][0]


def _issue_keys(
    title: str, branch: str, commits: Iterable[CommitSummary], *, body: str = ""
) -> tuple[IssueKey, ...]:
    texts = [(title, Place.TITLE), (body, Place.BODY), (branch, Place.BRANCH)]
    texts += [(f"{commit.subject}\n\n{commit.body}", Place.COMMIT) for commit in commits]
    found = (key for text, place in texts for key in find_keys(text, place=place))
    return tuple(dict.fromkeys(key.key for key in found if not key.repository))


def _co_authors(commits: Iterable[CommitFacts]) -> tuple[Identity, ...]:
    named = (
        Identity(*who) for c in commits for who in parse_message(c.message.encode()).co_authors
    )
    return tuple(dict.fromkeys(named))
