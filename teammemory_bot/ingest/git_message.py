"""What does a commit message say besides prose? Reviewers, co-authors, issues, pull requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.issue_key import (
    KeyKind,
    Place,
    find_keys,
    has_key_shape,
    pull_numbers_in,
)
from teammemory_bot.domain.records import CommitMention, IssueMention, Tracker, TrailerReview

MAX_PEOPLE: Final = 50
"""Reviewers or co-authors of one commit; longer lists thank everybody and say nothing."""
MAX_SUBJECT: Final = 500
_MAX_TITLE: Final = 500

_HAS_PEOPLE: Final = re.compile(rb"eview|pproved|cked|o-author|r=", re.IGNORECASE)
_PEOPLE: Final = re.compile(
    r"^[ \t]{0,8}(?P<key>reviewed[- ]by|reviewers?|approved[- ]by|acked[- ]by|co-authored-by)"
    r"[ \t]{0,4}:(?P<value>[^\n]{0,4000}(?:\n[ \t]+[^\n]{0,1000}){0,20})",
    re.IGNORECASE | re.MULTILINE,
)
_NAME_AND_EMAIL: Final = re.compile(r"(?P<name>[^<>]{0,200})<(?P<email>[^<>\s]{1,320})>")
_REVIEWED_IN_SUBJECT: Final = re.compile(
    r"\br=(?P<logins>[A-Za-z0-9-]{1,39}(?:,[A-Za-z0-9-]{1,39}){0,9})"
)
_MENTIONS: Final = (
    ("reverts", re.compile(r"\bThis reverts commit (?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE)),
    (
        "regression",
        re.compile(r"\bRegression (?:from|in)[ \t:]{1,4}(?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE),
    ),
    (
        "fixes",
        re.compile(r"^Fixes:[ \t]{1,4}(?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE | re.MULTILINE),
    ),
    ("amends", re.compile(r"\bAmends[ \t:]{1,4}(?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE)),
    (
        "follow-up",
        re.compile(r"\bFollow[- ]?up (?:to|of)[ \t:]{1,4}(?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE),
    ),
)
_HAS_MENTION: Final = re.compile(rb"reverts commit|egression |fixes:|amends|ollow", re.IGNORECASE)
_BRANCH_OF_MERGE: Final = re.compile(r"Merge pull request #[0-9]{1,9} from (?P<branch>\S{1,250})")


@dataclass(frozen=True, slots=True)
class Message:
    """A commit message taken apart."""

    subject: str
    body: str
    keys: tuple[IssueMention, ...]
    reviewers: tuple[TrailerReview, ...]
    co_authors: tuple[Identity, ...]
    mentions: tuple[CommitMention, ...]


def parse_message(raw: bytes) -> Message:
    """Take a message apart; bytes that are no UTF-8 become replacement characters."""
    text = raw.decode("utf-8", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    head, _, body = text.lstrip("\n").partition("\n\n")
    subject = (head if "\n" not in head else " ".join(head.split())).strip()[:MAX_SUBJECT]
    reviewers, co_authors = _people(text, subject) if _HAS_PEOPLE.search(raw) else ((), ())
    return Message(
        subject=subject,
        body=body,
        keys=_keys(text) if has_key_shape(raw) else (),
        reviewers=reviewers,
        co_authors=co_authors,
        mentions=_mentions(text) if _HAS_MENTION.search(raw) else (),
    )


def pull_of(subject: str) -> PullNumber | None:
    """Return the pull request that landed with this subject, if the subject says one."""
    numbers = pull_numbers_in(subject)
    return numbers[-1] if numbers else None


def title_of(message: Message, *, is_merge: bool) -> str:
    """Return a change's title: GitHub puts a merged pull request's title below the subject."""
    if is_merge:
        for line in message.body.split("\n"):
            if line.strip():
                return line.strip()[:_MAX_TITLE]
    return message.subject


def branch_of(message: Message) -> str:
    """Return `owner/branch` as a merge subject names it, or nothing."""
    match = _BRANCH_OF_MERGE.match(message.subject)
    return match["branch"] if match else ""


def _keys(text: str) -> tuple[IssueMention, ...]:
    by_key: dict[str, IssueMention] = {}
    for found in find_keys(text, place=Place.COMMIT):
        if found.repository:
            continue  # another repository's issue
        tracker = Tracker.JIRA if found.kind is KeyKind.JIRA else Tracker.GITHUB
        closes = found.closes or (found.key in by_key and by_key[found.key].closes)
        by_key[found.key] = IssueMention(key=found.key, tracker=tracker, closes=closes)
    return tuple(by_key.values())


def _people(text: str, subject: str) -> tuple[tuple[TrailerReview, ...], tuple[Identity, ...]]:
    reviewers: dict[TrailerReview, None] = {}
    co_authors: dict[Identity, None] = {}
    for match in _PEOPLE.finditer(text):
        if match["key"].lower().startswith("co-"):
            co_authors.update(dict.fromkeys(_identities(match["value"])))
        else:
            reviewers.update((TrailerReview(who), None) for who in _identities(match["value"]))
    in_subject = _REVIEWED_IN_SUBJECT.search(subject)
    if in_subject:
        for login in in_subject["logins"].split(","):
            reviewers[TrailerReview(Identity("", ""), login)] = None
    return tuple(reviewers)[:MAX_PEOPLE], tuple(co_authors)[:MAX_PEOPLE]


def _identities(value: str) -> list[Identity]:
    """Return the people of a trailer: `A <a@b>, C <c@d>`, or names alone between commas."""
    unfolded = " ".join(value.split())
    pairs = [
        Identity(match["name"].strip(" ,;&").removeprefix("and ").strip(), match["email"])
        for match in _NAME_AND_EMAIL.finditer(unfolded)
    ]
    if pairs or "<" in unfolded:
        return pairs
    return [Identity(name.strip(), "") for name in re.split(r"[,;&]", unfolded) if name.strip()]


def _mentions(text: str) -> tuple[CommitMention, ...]:
    found = {
        CommitMention(match["sha"].lower(), kind): None
        for kind, pattern in _MENTIONS
        for match in pattern.finditer(text)
    }
    return tuple(found)[:MAX_PEOPLE]
