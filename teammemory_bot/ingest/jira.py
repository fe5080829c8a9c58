"""Which issues does Jira hold? Those of the own projects, newest first, or those that a change names.

Jira silent, moved or refusing never means that an issue is missing: it is unknown, and says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from teammemory_bot.domain.conversation import ConversationStore, Reach
from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.records import MOVED, Batch, IssueLinkRecord
from teammemory_bot.ingest.jira_shape import FIELDS, Kept, records_of
from teammemory_bot.ingest.rising import Slice, rise
from teammemory_bot.support.clock import Clock
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import (
    CallFailed,
    NotFoundOrPrivate,
    RequestRefused,
)
from teammemory_bot.transport.jira_api import JiraApi, SearchPage

SOURCE: Final = "jira"
MAX_KEYS: Final = 20
"""Keys of one change that are looked up; a longer list is no list of issues."""
MAX_CALLS: Final = 10
"""Calls for one change."""
MAX_PROJECTS: Final = 50

_PROJECT: Final = re.compile(r"[A-Z][A-Z0-9_]{1,19}")
_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{1,19}-[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """What Jira says of the keys of one change."""

    known: tuple[IssueKey, ...] = ()
    unseen: tuple[IssueKey, ...] = ()
    """Keys that Jira does not show to this account: missing or not ours to see, who knows."""
    unasked: tuple[IssueKey, ...] = ()
    reason: str = ""
    """Why keys were not asked about."""
    calls: int = 0


def _nobody_watches(pages: int) -> None:
    del pages


def ingest_jira(
    api: JiraApi,
    store: ConversationStore,
    *,
    projects: frozenset[str],
    clock: Clock,
    budget: Budget,
    has_text: bool,
    on_page: Callable[[int], None] = _nobody_watches,
) -> Reach:
    """Read what is new in the projects, and go on with what is old, until the budget ends.

    `has_text`: whether anything but keys, types and statuses may be kept (docs/privacy.md). Where not,
    only issues are kept that commits or pull requests name anyway.
    """
    asked = tuple(sorted(key for key in projects if _PROJECT.fullmatch(key)))[:MAX_PROJECTS]
    kept = Kept(has_text=has_text, only=None if has_text else store.named_jira_keys())
    pages, reason = 0, ""
    if asked:
        source = f"{SOURCE}:{','.join(asked)}"
        try:
            issues = _ProjectIssues(api, budget, _existing(api, budget, asked), kept, clock)
            for batch in rise(source, issues, store.cursors(source), now=int(clock.now())):
                store.save(batch)
                pages += 1
                on_page(pages)
        except CallFailed as end:
            reason = str(end)
    return Reach(
        service="Jira", is_complete=not reason, reason=reason, calls=api.calls, pages=pages
    )


def look_up_issues(
    api: JiraApi, store: ConversationStore, *, keys: Sequence[IssueKey], has_text: bool
) -> LookUp:
    """Ask Jira about the keys that a change names, and save what it says. At most ten calls."""
    wanted = [key for key in dict.fromkeys(key.upper() for key in keys) if _KEY.fullmatch(key)]
    asked, beyond = wanted[:MAX_KEYS], wanted[MAX_KEYS:]
    # Where anybody may read the memory, an issue's new key is nobody's business.
    kept = Kept(has_text=has_text, only=None if has_text else frozenset(map(IssueKey, asked)))
    calls_before = api.calls
    reason = f"more than {MAX_KEYS} keys" if beyond else ""
    unseen: list[str] = []
    found: dict[str, str] = {}
    try:
        _ask_about(api, asked, kept, found, unseen, calls_before)
    except CallFailed as end:
        reason = str(end)
    if kept.records:
        store.save(Batch(source=SOURCE, records=tuple(kept.records)))
    unasked = [key for key in asked if key not in found and key not in unseen]
    return LookUp(
        known=tuple(IssueKey(key) for key in asked if key in found),
        unseen=tuple(IssueKey(key) for key in unseen),
        unasked=tuple(IssueKey(key) for key in [*unasked, *beyond]),
        reason=reason,
        calls=api.calls - calls_before,
    )


def _ask_about(
    api: JiraApi,
    keys: list[str],
    kept: Kept,
    found: dict[str, str],
    unseen: list[str],
    calls_before: int,
) -> None:
    """Ask for all keys at once; then one by one for what has moved or is not shown."""
    for document in _search_keys(api, keys):
        record = records_of(document, kept)
        found[record.key] = record.key
    for key in keys:
        if key in found:
            continue
        if api.calls - calls_before >= MAX_CALLS:
            return
        try:
            document = api.issue(key, FIELDS)
        except NotFoundOrPrivate:
            unseen.append(key)
            continue
        record = records_of(document, kept)
        found[key] = record.key
        if record.key != key:
            # Moved: what Jira says of the new key holds for the old one too.
            kept.records.append(replace(record, key=IssueKey(key)))
            if kept.has_text:
                kept.records.append(IssueLinkRecord(IssueKey(key), record.key, MOVED))


def _search_keys(api: JiraApi, keys: list[str]) -> list[object]:
    if not keys:
        return []
    try:
        return api.search(f"key in ({', '.join(keys)})", FIELDS).issues
    except RequestRefused:
        return []  # one key that Jira does not show spoils the whole query


def _existing(api: JiraApi, budget: Budget, projects: Sequence[str]) -> list[str]:
    """Return the projects that this account may see: one that it may not spoils the whole query."""
    budget.take(1)
    try:
        api.search(_in_projects(projects), ("updated",))
    except RequestRefused:
        return [project for project in projects if _is_seen(api, budget, project)]
    return list(projects)


def _is_seen(api: JiraApi, budget: Budget, project: str) -> bool:
    budget.take(1)
    try:
        api.search(_in_projects([project]), ("updated",))
    except RequestRefused:
        return False
    return True


def _in_projects(projects: Sequence[str]) -> str:
    return f"project in ({', '.join(projects)}) AND updated >= -1m ORDER BY updated ASC"


class _ProjectIssues:
    """The issues of projects as a rising list.

    Jira compares moments by the minute, in the zone of the account; minutes ago have no zone.
    """

    def __init__(
        self, api: JiraApi, budget: Budget, projects: Sequence[str], kept: Kept, clock: Clock
    ) -> None:
        self._api = api
        self._budget = budget
        self._projects = projects
        self._kept = kept
        self._clock = clock
        self._page: SearchPage | None = None

    def read(self, since: int, page: int) -> Slice:
        """Return a page of what was updated since the minute of a moment, oldest first."""
        if not self._projects:
            return Slice((), None, is_last=True)
        self._budget.take(1)
        minutes = max(int(self._clock.now() - since) // 60 + 2, 1)
        jql = f"project in ({', '.join(self._projects)}) AND updated >= -{minutes}m"
        following = self._page.following if page > 1 and self._page else None
        self._page = self._api.search(f"{jql} ORDER BY updated ASC, key ASC", FIELDS, following)
        issues = [records_of(document, self._kept) for document in self._page.issues]
        records, self._kept.records = tuple(self._kept.records), []
        return Slice(
            records=records,
            last_at=max((issue.updated_at for issue in issues), default=None),
            is_last=self._page.following is None,
        )
