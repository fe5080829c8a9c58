"""What does a commit message say besides prose? Reviewers, co-authors, issues, pull requests."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.issue_key import (
    KeyKind,
    Place,
    find_keys,
    has_key_shape,
    pull_numbers_in,
)
from teammemory_bot.domain.records import (
    CommitMention,
    IssueMention,
    Signature,
    Tracker,
    TrailerReview,
)

MAX_PEOPLE: Final = 50
"""Reviewers or co-authors of one commit; longer lists thank everybody and say nothing."""
MAX_SUBJECT: Final = 500
_MAX_TITLE: Final = 500

# What stands in every message that names people or earlier commits; cheap to look for.
_SIGNS_OF_PEOPLE: Final = (b"eview", b"REVIEW", b"pproved", b"cked-", b"cked by", b"o-author", b"r=")
_SIGNS_OF_MENTIONS: Final = (b"everts commit", b"egression ", b"ixes:", b"mends ", b"ollow")

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
_ONLY_LANDS: Final = re.compile(
    r"(?:Merge pull request #[0-9]{1,9} from (?!\S*-[1-9])[^\s#]{0,250}|[^#/-]{0,500} \(#[0-9]{1,9}\))"
)
_BRANCH_OF_MERGE: Final = re.compile(r"Merge pull request #[0-9]{1,9} from (?P<branch>\S{1,250})")


class Message(NamedTuple):
    """A commit message taken apart."""

    subject: str
    body: str
    keys: tuple[IssueMention, ...] = ()
    reviewers: tuple[TrailerReview, ...] = ()
    co_authors: tuple[Signature, ...] = ()
    mentions: tuple[CommitMention, ...] = ()


def parse_message(raw: bytes) -> Message:
    """Take a message apart; bytes that are no UTF-8 become replacement characters."""
    text = raw.decode("utf-8", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    head, _, body = text.lstrip("\n").partition("\n\n")
    subject = (" ".join(head.split()) if "\n" in head else head.strip())[:MAX_SUBJECT]
    reviewers: tuple[TrailerReview, ...] = ()
    co_authors: tuple[Signature, ...] = ()
    if any(sign in raw for sign in _SIGNS_OF_PEOPLE):
        reviewers, co_authors = _people(text, subject)
    return Message(
        subject,
        body,
        _keys(text) if has_key_shape(raw) else (),
        reviewers,
        co_authors,
        _mentions(text) if any(sign in raw for sign in _SIGNS_OF_MENTIONS) else (),
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
    """Return the issues that the message names, each once."""
    subject, *rest = text.lstrip("\n").split("\n")
    telling = [line for line in rest if has_key_shape(line)]
    if not telling and _ONLY_LANDS.fullmatch(subject):
        return ()  # every merge of a pull request says so, and nothing else
    by_key: dict[str, IssueMention] = {}
    for found in find_keys("\n".join([subject, *telling]), place=Place.COMMIT):
        if found.repository:
            continue  # another repository's issue
        tracker = Tracker.JIRA if found.kind is KeyKind.JIRA else Tracker.GITHUB
        closes = found.closes or (found.key in by_key and by_key[found.key].closes)
        by_key[found.key] = IssueMention(key=found.key, tracker=tracker, closes=closes)
    return tuple(by_key.values())


def _people(text: str, subject: str) -> tuple[tuple[TrailerReview, ...], tuple[Signature, ...]]:
    reviewers: dict[TrailerReview, None] = {}
    co_authors: dict[Signature, None] = {}
    for match in _PEOPLE.finditer(text):
        if match["key"].lower().startswith("co-"):
            co_authors.update(dict.fromkeys(_signatures(match["value"])))
        else:
            reviewers.update((TrailerReview(who), None) for who in _signatures(match["value"]))
    in_subject = _REVIEWED_IN_SUBJECT.search(subject)
    if in_subject:
        for login in in_subject["logins"].split(","):
            reviewers[TrailerReview(("", ""), login)] = None
    return tuple(reviewers)[:MAX_PEOPLE], tuple(co_authors)[:MAX_PEOPLE]


def _signatures(value: str) -> list[Signature]:
    """Return the people of a trailer: `A <a@b>, C <c@d>`, or names alone between commas."""
    unfolded = " ".join(value.split())
    pairs = [
        (match["name"].strip(" ,;&").removeprefix("and ").strip(), match["email"])
        for match in _NAME_AND_EMAIL.finditer(unfolded)
    ]
    if pairs or "<" in unfolded:
        return pairs
    return [(name.strip(), "") for name in re.split(r"[,;&]", unfolded) if name.strip()]


def _mentions(text: str) -> tuple[CommitMention, ...]:
    found = {
        CommitMention(match["sha"].lower(), kind): None
        for kind, pattern in _MENTIONS
        for match in pattern.finditer(text)
    }
    return tuple(found)[:MAX_PEOPLE]
