"""What does Jira say of an issue, and what of that may be kept?

A key and a moment must be there; everything else may be missing, hidden or of an odd type, since
every Jira has its own fields. What is odd is left out and counted. Descriptions and comments' texts
are not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    GoneAccount,
    IssueCommentRecord,
    IssueLinkRecord,
    IssueRecord,
    Tracker,
)
from teammemory_bot.transport.errors import UnusableAnswer

FIELDS: Final = (
    "summary",
    "issuetype",
    "status",
    "priority",
    "components",
    "labels",
    "issuelinks",
    "comment",
    "created",
    "updated",
    "resolutiondate",
    "reporter",
    "assignee",
    "security",
)
MAX_NAME: Final = 100
MAX_SUMMARY: Final = 500
MAX_LISTED: Final = 100

_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{1,19}-[1-9][0-9]{0,8}")
_GONE: Final = frozenset(("former user", "deleted user", "unknown user"))
Value = TypeVar("Value")


@dataclass(slots=True)
class Kept:
    """What may be kept, and how much odd was met on the way."""

    has_text: bool
    """Whether anything but keys, types and statuses may be kept."""
    only: frozenset[IssueKey] | None = None
    """The issues that may be kept at all; None: any."""
    odd_fields: int = 0
    records: list[ApiRecord] = field(default_factory=list)


def records_of(document: object, kept: Kept) -> IssueRecord:
    """Add the records of an issue as Jira writes it, and return its own."""
    if not isinstance(document, dict):
        raise UnusableAnswer("Jira", "an issue", why="no object")
    key = str(document.get("key") or "").strip().upper()
    fields = document.get("fields")
    if not _KEY.fullmatch(key) or not isinstance(fields, dict):
        raise UnusableAnswer("Jira", "an issue", why="no key or no fields")
    reader = _Fields(fields, kept)
    # An issue with a security level is for fewer people than its project is.
    has_text = kept.has_text and fields.get("security") is None
    record = _issue(IssueKey(key), reader, has_text=has_text)
    if kept.only is not None and record.key not in kept.only:
        return record
    kept.records.append(record)
    if has_text:
        kept.records.extend(reader.links(IssueKey(key)))
        kept.records.extend(reader.comments(IssueKey(key)))
    kept.records.extend(GoneAccount(account) for account in sorted(reader.gone))
    return record


def _issue(key: IssueKey, reader: _Fields, *, has_text: bool) -> IssueRecord:
    created = reader.moment("created") or 0
    bare = IssueRecord(
        key=key,
        tracker=Tracker.JIRA,
        summary="",
        type=reader.name("issuetype"),
        status=reader.name("status"),
        status_category=reader.status_category(),
        created_at=created,
        updated_at=reader.moment("updated") or created,
        resolved_at=reader.moment("resolutiondate"),
    )
    if not has_text:
        return bare
    return IssueRecord(
        key=key,
        tracker=Tracker.JIRA,
        summary=reader.text("summary", MAX_SUMMARY),
        type=bare.type,
        status=bare.status,
        status_category=bare.status_category,
        priority=reader.name("priority"),
        components=reader.names("components"),
        labels=reader.words("labels"),
        created_at=bare.created_at,
        updated_at=bare.updated_at,
        resolved_at=bare.resolved_at,
        reporter=reader.account("reporter"),
        assignee=reader.account("assignee"),
    )


class _Fields:
    """The fields of one issue; whatever is odd is absent, and counted."""

    def __init__(self, fields: Mapping[str, Any], kept: Kept) -> None:
        self._fields = fields
        self._kept = kept
        self.gone: set[str] = set()

    def moment(self, name: str) -> int | None:
        """Return a moment in UTC seconds, however its zone is written."""
        return self._read(name, moment_of)

    def text(self, name: str, limit: int) -> str:
        """Return a text as one line."""
        return self._read(name, lambda value: line_of(value, limit)) or ""

    def name(self, name: str) -> str:
        """Return the name of an object such as a status."""
        return self._read(name, lambda value: line_of(_member(value, "name"), MAX_NAME)) or ""

    def names(self, name: str) -> tuple[str, ...]:
        """Return the names of a list of objects."""
        return tuple(
            found
            for entry in self._list(name)
            if (found := line_of(_member(entry, "name"), MAX_NAME))
        )

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(found for entry in self._list(name) if (found := line_of(entry, MAX_NAME)))

    def status_category(self) -> str:
        """Return `new`, `indeterminate` or `done`: what Jira itself takes the status for."""
        category = _member(self._fields.get("status"), "statusCategory")
        return line_of(_member(category, "key"), MAX_NAME) or ""

    def account(self, name: str) -> Account | None:
        """Return an account; None when there is none, or no more."""
        return self._account(self._fields.get(name))

    def links(self, key: IssueKey) -> Iterator[ApiRecord]:
        """Yield the issues that this one is linked with."""
        for entry in self._list("issuelinks"):
            for side, direction in (("outwardIssue", "outward"), ("inwardIssue", "inward")):
                other = str(_member(_member(entry, side), "key") or "").upper()
                if _KEY.fullmatch(other):
                    kind = line_of(_member(_member(entry, "type"), direction), MAX_NAME)
                    yield IssueLinkRecord(key, IssueKey(other), kind or "relates to")

    def comments(self, key: IssueKey) -> Iterator[ApiRecord]:
        """Yield who commented when."""
        comments = _member(self._fields.get("comment"), "comments")
        for entry in comments[-MAX_LISTED:] if isinstance(comments, list) else ():
            at = moment_of(_member(entry, "created"))
            identity = _member(entry, "id")
            if at is not None and isinstance(identity, str | int):
                yield IssueCommentRecord(
                    external_id=str(identity),
                    tracker=Tracker.JIRA,
                    author=self._account(_member(entry, "author")),
                    created_at=at,
                    issue=key,
                )

    def _account(self, value: object) -> Account | None:
        identity = _member(value, "accountId") or _member(value, "key")
        if not isinstance(identity, str) or not identity:
            return None
        name = line_of(_member(value, "displayName"), MAX_NAME) or ""
        if name.lower() in _GONE:
            self.gone.add(identity)
            return None
        email = _member(value, "emailAddress")
        return Account(
            name=name,
            email=email if isinstance(email, str) and "@" in email else "",
            jira_account=identity,
            is_bot=_member(value, "accountType") == "app",
        )

    def _list(self, name: str) -> list[Any]:
        value = self._read(name, lambda value: value if isinstance(value, list) else None)
        return (value or [])[:MAX_LISTED]

    def _read(self, name: str, parse: Callable[[Any], Value | None]) -> Value | None:
        value = self._fields.get(name)
        if value is None:
            return None
        parsed = parse(value)
        if parsed is None:
            self._kept.odd_fields += 1
        return parsed


def moment_of(value: object) -> int | None:
    """Return the UTC seconds of `+0000`, `Z` or a bare moment; None when it is none."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def line_of(value: object, limit: int) -> str | None:
    """Return a text as one line of at most `limit` characters; None when it is no text."""
    if not isinstance(value, str):
        return None
    return " ".join(value.replace("\0", " ").split())[:limit]


def _member(value: object, name: str) -> Any:  # noqa: ANN401 - JSON in, JSON out
    return value.get(name) if isinstance(value, dict) else None
