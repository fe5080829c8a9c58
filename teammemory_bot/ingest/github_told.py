"""How is a pull request read from GitHub whose commits are not at hand? Its commits and files, listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.event import EventPull
from teammemory_bot.domain.git_facts import RawCommit
from teammemory_bot.domain.identity import Sha
from teammemory_bot.ingest.told_change import MAX_COMMITS, ToldChange
from teammemory_bot.plumbing.history import has_commit, is_ancestor, merge_base
from teammemory_bot.plumbing.own_repository import OwnRepository, verified
from teammemory_bot.support.errors import TeamMemoryError
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import UnusableAnswer
from teammemory_bot.transport.github_api import GithubApi


class ChangeUnknown(TeamMemoryError):
    """Neither git nor GitHub tells where the pull request begins."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"the checkout does not hold the base of pull request #{number}; check out the base "
            "branch with `fetch-depth: 0`"
        )


def fetch_told_change(
    api: GithubApi, budget: Budget, own: OwnRepository, pull: EventPull
) -> ToldChange:
    """Return what GitHub tells of a pull request whose base is at hand. One call a hundred entries."""
    commits = list(_listed(api, budget, f"/pulls/{pull.number}/commits"))
    files = list(_listed(api, budget, f"/pulls/{pull.number}/files"))
    if not commits or not has_commit(own, pull.base):
        raise ChangeUnknown(pull.number)
    told = [_commit(entry) for entry in commits]
    if told[-1].sha != pull.head and len(told) < MAX_COMMITS:
        raise UnusableAnswer("GitHub", f"GET /pulls/{pull.number}/commits", why="another head")
    return ToldChange(
        pull=pull,
        merge_base=_merge_base(own, pull, commits),
        committed_at=_moment(commits[-1]),
        commits=tuple(reversed(told)),
        files=tuple(files),
    )


def _listed(api: GithubApi, budget: Budget, path: str) -> Iterator[dict[str, Any]]:
    for page in budget.each(api.read_pages(path)):
        yield from page


def _commit(entry: Mapping[str, Any]) -> RawCommit:
    inner = _inner(entry, "commit")
    author = _inner(inner, "author")
    return RawCommit(
        sha=_sha(entry),
        author=Identity(str(author.get("name") or ""), str(author.get("email") or "")),
        message=str(inner.get("message") or ""),
        is_merge=len(entry.get("parents") or ()) > 1,
    )


def _merge_base(own: OwnRepository, pull: EventPull, commits: Sequence[Mapping[str, Any]]) -> Sha:
    """Return where the pull request leaves the base: the newest of its roots that the base holds."""
    inside = {str(entry.get("sha")) for entry in commits}
    roots = dict.fromkeys(
        _sha(parent)
        for entry in commits
        for parent in entry.get("parents") or ()
        if str(parent.get("sha")) not in inside
    )
    bases = [merge_base(own, pull.base, root) for root in roots if has_commit(own, root)]
    if not bases:
        raise ChangeUnknown(pull.number)
    newest = bases[0]
    for each in bases[1:]:
        newest = each if is_ancestor(own, newest, each) else newest
    return newest


def _moment(entry: Mapping[str, Any]) -> int:
    said = _inner(_inner(entry, "commit"), "committer").get("date")
    try:
        return int(datetime.fromisoformat(str(said)).timestamp())
    except (ValueError, OverflowError) as error:
        raise UnusableAnswer("GitHub", "GET commits of a pull request", why="no date") from error


def _sha(entry: Mapping[str, Any]) -> Sha:
    try:
        return verified(str(entry.get("sha")))
    except ValueError as error:
        raise UnusableAnswer("GitHub", "GET commits of a pull request", why="no hash") from error


def _inner(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = entry.get(name)
    return value if isinstance(value, Mapping) else {}
