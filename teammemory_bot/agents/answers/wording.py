"""How do replies speak of days, people and records?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from teammemory_bot.domain.finding import (
    Evidence,
    EvidenceKind,
    Link,
    Number,
    Part,
    Phrase,
    Quoted,
    Words,
    phrase,
)
from teammemory_bot.domain.identity import Developer, IssueKey, PullNumber, Sha
from teammemory_bot.support.counted import word_of


def day(seconds: int | None) -> str:
    """Return the day in UTC, as 2026-05-20; a dash for none."""
    if seconds is None:
        return "-"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def counted(count: int, singular: str, plural: str = "") -> Phrase:
    """Return `1 change` or `2 changes`."""
    return phrase(Number(count), f" {word_of(count, singular, plural)}")


def name_of(person: Developer | None) -> Phrase:
    """Return a person's name; a deleted account has none."""
    return phrase(Quoted(person.name)) if person else phrase("a deleted account")


def link_to_pull(number: PullNumber) -> Link:
    """Return a pull request as a link: #382."""
    return Link(Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(number)))


def link_to_issue(key: IssueKey) -> Link:
    """Return an issue as a link."""
    return Link(Evidence(kind=EvidenceKind.ISSUE, reference=key))


def link_to_commit(sha: Sha) -> Link:
    """Return a commit as a link: f00ba47."""
    return Link(Evidence(kind=EvidenceKind.COMMIT, reference=sha))


def link_to_change(sha: Sha, pull: PullNumber | None) -> Link:
    """Return a change by the pull request that landed by it, else by its commit."""
    return link_to_commit(sha) if pull is None else link_to_pull(pull)


def listed(links: Iterable[Part], separator: str = " ") -> Phrase:
    """Return parts with a separator of ours between them."""
    parts: list[Part] = []
    for link in links:
        parts += [Words(separator), link] if parts else [link]
    return tuple(parts)
