"""What does a commit message say besides prose? Reviewers, co-authors, issues, pull requests."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import takewhile
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
MAX_MESSAGE: Final = 1 << 20
"""Bytes of one message that are looked at: more is no human's writing."""
_MAX_TITLE: Final = 500

# What stands in every message that names people, and what in nearly every one that names nobody else
# than whoever signed it off; cheap to look for.
_SIGNS_OF_PEOPLE: Final = ("By:", "BY:", "eviewer", "r=")
_SIGN_OF_TRAILER: Final = "by:"
_SIGNED_OFF: Final = "Signed-off-by:"

_REVIEW_KEYS: Final = frozenset((
    "reviewed-by", "reviewed by", "reviewer", "reviewers", "approved-by", "approved by", "acked-by",
    "acked by",
))  # fmt: skip
_CO_AUTHOR_KEYS: Final = frozenset(("co-authored-by", "co-authored by"))
_PARTS_OF_KEYS: Final = ("reviewe", "approved", "acked", "co-authored")
"""One of them stands in each of these keys."""
_MAX_KEY: Final = 20
_MAX_VALUE: Final = 8_000
_NAME_AND_EMAIL: Final = re.compile(r"(?P<name>[^<>]{0,200})<(?P<email>[^<>\s]{1,320})>")
_OTHER_KEY: Final = re.compile(r"^[A-Za-z][A-Za-z-]{0,38}:[ \t]*")
"""The key of another trailer that somebody wrote on into this one."""
_REVIEWED_IN_SUBJECT: Final = re.compile(
    r"\br=(?P<logins>[A-Za-z0-9-]{1,39}(?:,[A-Za-z0-9-]{1,39}){0,9})"
)
_MENTIONS: Final = (
    (
        "reverts",
        "everts commit",
        re.compile(r"\bThis reverts commit (?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE),
    ),
    (
        "regression",
        "egression ",
        re.compile(r"\bRegression (?:from|in)[ \t:]{1,4}(?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE),
    ),
    ("fixes", "ixes:", re.compile(r"^Fixes:[ \t]{1,4}(?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE)),
    ("amends", "mends", re.compile(r"\bAmends[ \t:]{1,4}(?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE)),
    (
        "follow-up",
        "ollow",
        re.compile(r"\bFollow[- ]?up (?:to|of)[ \t:]{1,4}(?P<sha>[0-9a-f]{7,64})\b", re.IGNORECASE),
    ),
)
"""How an earlier commit is named: the kind, what stands in its line, and the whole expression."""
_HASH_SHAPE: Final = b"0" * 7
_HEX_AS_ZERO: Final = bytes(
    ord("0") if chr(byte) in "0123456789abcdefABCDEF" else byte for byte in range(256)
)
"""Turns a name of a commit, of seven digits or more, into one certain string to look for."""
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
    text = raw[:MAX_MESSAGE].decode("utf-8", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    head, _, body = text.lstrip("\n").partition("\n\n")
    subject = (" ".join(head.split()) if "\n" in head else head.strip())[:MAX_SUBJECT]
    reviewers: tuple[TrailerReview, ...] = ()
    co_authors: tuple[Signature, ...] = ()
    if _names_people(text):
        reviewers, co_authors = _people(text, subject)
    return Message(
        subject,
        body,
        _keys(text) if has_key_shape(raw) else (),
        reviewers,
        co_authors,
        _mentions(text) if _HASH_SHAPE in raw.translate(_HEX_AS_ZERO) else (),
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
    telling = [
        line for line in rest if ("#" in line or "-" in line or "/" in line) and has_key_shape(line)
    ]
    if _ONLY_LANDS.fullmatch(subject):
        if not telling:
            return ()  # every merge of a pull request says so, and nothing else
        subject = ""
    by_key: dict[str, IssueMention] = {}
    for found in find_keys("\n".join([subject, *telling]), place=Place.COMMIT):
        if found.repository:
            continue  # another repository's issue
        tracker = Tracker.JIRA if found.kind is KeyKind.JIRA else Tracker.GITHUB
        closes = found.closes or (found.key in by_key and by_key[found.key].closes)
        by_key[found.key] = IssueMention(key=found.key, tracker=tracker, closes=closes)
    return tuple(by_key.values())


def _names_people(text: str) -> bool:
    """Tell quickly whether a message could name reviewers or further authors.

    Where everything is signed off, nearly every message has a line that names somebody.
    """
    trailers = text.count(_SIGN_OF_TRAILER)
    if trailers and trailers > text.count(_SIGNED_OFF):
        return True
    return any(map(text.__contains__, _SIGNS_OF_PEOPLE))


def _people(text: str, subject: str) -> tuple[tuple[TrailerReview, ...], tuple[Signature, ...]]:
    reviewers: dict[TrailerReview, None] = {}
    co_authors: dict[Signature, None] = {}
    lowered = text.lower()
    has_trailers = any(map(lowered.__contains__, _PARTS_OF_KEYS))
    for key, value in _trailers(text) if has_trailers else ():
        if key in _CO_AUTHOR_KEYS:
            co_authors.update(dict.fromkeys(_signatures(value)))
        else:
            reviewers.update((TrailerReview(who), None) for who in _signatures(value))
    in_subject = _REVIEWED_IN_SUBJECT.search(subject) if "r=" in subject else None
    if in_subject:
        for login in in_subject["logins"].split(","):
            reviewers[TrailerReview(("", ""), login)] = None
    return tuple(reviewers)[:MAX_PEOPLE], tuple(co_authors)[:MAX_PEOPLE]


def _trailers(text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that name people, wherever they stand, with the lines folded below them.

    A squashed branch keeps the trailers of each of its commits in the middle of the message.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        key, colon, value = line.partition(":")
        if not colon or len(key) > _MAX_KEY:
            continue
        key = key.strip().lower()
        if key not in _REVIEW_KEYS and key not in _CO_AUTHOR_KEYS:
            continue
        folded = takewhile(
            lambda below: below[:1] in (" ", "\t") and below.strip(),
            map(lines.__getitem__, range(number + 1, len(lines))),
        )
        yield key, " ".join([value, *folded])[:_MAX_VALUE]


@functools.lru_cache(maxsize=4_096)
def _signatures(value: str) -> tuple[Signature, ...]:
    """Return the people of a trailer: `A <a@b>, C <c@d>`, or names alone between commas.

    The same few people review most changes, so the same values come again and again.
    """
    unfolded = " ".join(value.split())
    people: list[Signature] = []
    for match in _NAME_AND_EMAIL.finditer(unfolded):
        *before, last = _names(match["name"])
        people += [(name, "") for name in before]
        people.append((last, match["email"]))
    if people or "<" in unfolded:
        return tuple(people)
    return tuple([(name.strip(), "") for name in re.split(r"[,;&]", unfolded) if name.strip()])


def _names(before_email: str) -> list[str]:
    """Return the names that stand before an e-mail address; the address is the last one's.

    `Ana Silva, Ben Olsen <ben@...>` names two people, `Olsen, Ben <ben@...>` one.
    """
    said = _OTHER_KEY.sub("", before_email.strip(" ,;&")).removeprefix("and ").strip()
    parts = [part.strip() for part in re.split(r"[,;&]", said)]
    are_people = len(parts) > 1 and all(" " in part for part in parts)
    return parts if are_people else [said]


def _mentions(text: str) -> tuple[CommitMention, ...]:
    """Return the earlier commits that the message names by their hash."""
    found = {
        CommitMention(match["sha"].lower(), kind): None
        for kind, sign, pattern in _MENTIONS
        for line in _lines_with(sign, text)
        for match in pattern.finditer(line)
    }
    return tuple(found)[:MAX_PEOPLE]


def _lines_with(sign: str, text: str) -> Iterator[str]:
    """Yield the lines in which a sign stands, each once."""
    place = text.find(sign)
    while place >= 0:
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        yield text[text.rfind("\n", 0, place) + 1 : end]
        place = text.find(sign, end)
