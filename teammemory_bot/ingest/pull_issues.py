"""Which issues does a pull request name, by its title, body, branch and closing links?"""

from __future__ import annotations

from collections.abc import Iterable

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import FoundKey, KeyKind, Place, find_keys
from teammemory_bot.domain.records import IssueMention, Tracker


def issues_named(
    *,
    title: str,
    body: str,
    branch: str,
    closing: Iterable[int],
    repository: str,
    projects: frozenset[str],
) -> tuple[IssueMention, ...]:
    """Return the issues of the own trackers that a pull request names, each once, sorted by key."""
    named: dict[IssueKey, IssueMention] = {}
    texts = ((title, Place.TITLE), (body, Place.BODY), (branch, Place.BRANCH))
    for text, place in texts:
        for found in find_keys(text, place=place, projects=projects, repository=repository):
            if not found.repository:
                _add(named, _mention(found))
    for number in closing:
        key = IssueKey(f"#{number}")
        _add(named, IssueMention(key=key, tracker=Tracker.GITHUB, closes=True))
    return tuple(named[key] for key in sorted(named))


def _mention(found: FoundKey) -> IssueMention:
    tracker = {KeyKind.JIRA: Tracker.JIRA, KeyKind.GITHUB: Tracker.GITHUB}
    return IssueMention(
        key=found.key, tracker=tracker.get(found.kind, Tracker.UNKNOWN), closes=found.closes
    )


def _add(named: dict[IssueKey, IssueMention], mention: IssueMention) -> None:
    known = named.get(mention.key)
    if known is None or (mention.closes and not known.closes):
        named[mention.key] = mention
