"""What was deleted on GitHub? It moves no moment of update, so the lists are walked again, a part in each run.

A page in the order of creation tells all that there is between its first and its last entry. What the memory
holds of that stretch and the page does not is gone: deleted, or an issue that was transferred. Where more is
remembered under an issue or a pull request than GitHub counts, its comments are read again. Comments on
lines have no such count; their own list is walked. A walk that has come to the end begins anew.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from teammemory_bot.domain.conversation import ConversationStore
from teammemory_bot.domain.records import ApiRecord, Batch, Cursor, GoneComment, GoneIssue
from teammemory_bot.ingest.github_comments import ON_LINES, PATHS, comment_of, is_on_line
from teammemory_bot.ingest.github_list import GithubList
from teammemory_bot.ingest.github_shape import Nodes
from teammemory_bot.ingest.shape import Moment, Shape, read_shape
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import BudgetSpent
from teammemory_bot.transport.github_api import PAGE_SIZE, GithubApi

ISSUES: Final = "github-issues-again"
PULLS: Final = "github-pulls-again"
LINES: Final = "github-lines-again"
SOURCES: Final = (ISSUES, PULLS, LINES)

THREADS_PER_PAGE: Final = 99
"""(1 + 99) / 100 requests: one point, whether GitHub rounds to the nearest or up."""
PAGES_PER_RUN: Final = 5
MOST_THREADS: Final = 20
"""Threads of one list that one run reads again."""

_AGAIN: Final = "again"
_QUERIES: Final = {ISSUES: ("issue_counts", "issues"), PULLS: ("pull_counts", "pullRequests")}
_BEFORE_ALL: Final = -1
_AFTER_ALL: Final = 1 << 40


class Total(Shape):
    """How many there are."""

    count: int = Field(alias="totalCount")


class Thread(Shape):
    """An issue or a pull request, and how much is said under it."""

    number: int
    created_at: Moment = Field(alias="createdAt")
    comments: Total


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk goes on: after a cursor or at a counted page, below a moment of creation."""

    after: str | None = None
    page: int = 1
    below: int = _AFTER_ALL

    def text(self) -> str:
        """Return the stored form."""
        return json.dumps([self.after, self.page, self.below], separators=(",", ":"))

    @classmethod
    def of(cls, store: ConversationStore, source: str) -> Place:
        """Return where the walk of a list stands."""
        text = store.cursors(source).get(_AGAIN)
        return cls(*json.loads(text)) if text else cls()


def recount(
    api: GithubApi, budget: Budget, store: ConversationStore, source: str
) -> Iterator[Batch]:
    """Yield what is gone of a few pages more of one of the `SOURCES`.

    It has what the run's budget leaves over: that it ends says nothing of how far the memory reaches.
    """
    walk = _Lines(api, budget, store) if source == LINES else _Threads(api, budget, store, source)
    place = Place.of(store, source)
    for _ in range(PAGES_PER_RUN):
        try:
            records, following = walk.look(place)
        except BudgetSpent:
            return
        place = following or Place()
        cursor = Cursor(source=source, name=_AGAIN, position=place.text())
        yield Batch(source=source, cursors=(cursor,), records=tuple(records))
        if following is None:
            return


class _Threads:
    """Issues or pull requests."""

    def __init__(
        self, api: GithubApi, budget: Budget, store: ConversationStore, source: str
    ) -> None:
        self._api = api
        self._budget = budget
        self._store = store
        self._holds_issues = source == ISSUES
        self._threads_left = MOST_THREADS
        query, field = _QUERIES[source]
        self._list = GithubList(
            api,
            budget,
            query=query,
            field=field,
            largest=THREADS_PER_PAGE,
            points=lambda size: max(1, round((1 + size) / 100)),
        )

    def look(self, place: Place) -> tuple[list[ApiRecord], Place | None]:
        """Return what a page shows to be gone or new, and where the walk goes on; None: at its end."""
        document, _ = self._list.read(place.after)
        page = read_shape(Nodes[Thread], document, service="GitHub", call="counts")
        threads = page.present
        has_more = page.page is not None and page.page.has_next
        oldest = min((thread.created_at for thread in threads), default=_BEFORE_ALL)
        records: list[ApiRecord] = []
        # A list that shows nothing at all may be switched off: that says nothing about what was there.
        if self._holds_issues and threads:
            keys = self._store.issues_created(
                after=oldest if has_more else _BEFORE_ALL, before=place.below
            )
            told = {f"#{thread.number}" for thread in threads}
            records += [GoneIssue(key) for key in keys if key not in told]
        for thread in threads:
            records += self._thread_again(thread)
        if not has_more or page.page is None:
            return records, None
        return records, Place(after=page.page.end, below=oldest)

    def _thread_again(self, thread: Thread) -> list[ApiRecord]:
        """Return the comments of a thread of which more are remembered than there are."""
        held = self._store.comments_under(thread.number)
        held = frozenset(one for one in held if not is_on_line(one))
        if len(held) <= thread.comments.count or not self._threads_left:
            return []
        self._threads_left -= 1
        path = f"/issues/{thread.number}/comments"
        records: list[ApiRecord] = []
        told: set[str] = set()
        for documents in self._budget.each(self._api.read_pages(path)):
            for document in documents:
                record = comment_of(document, path).record()
                if record is not None:
                    told.add(record.external_id)
                    records.append(record)
        return [*_gone(held, told), *records]


class _Lines:
    """Comments on lines, the newest first."""

    def __init__(self, api: GithubApi, budget: Budget, store: ConversationStore) -> None:
        self._api = api
        self._budget = budget
        self._store = store

    def look(self, place: Place) -> tuple[list[ApiRecord], Place | None]:
        """Return what a page shows to be gone, and where the walk goes on; None: at its end.

        Pages are counted here, and shift when something above them goes: of a later page only what lies
        inside of it counts, and what falls between two pages is found in another walk.
        """
        self._budget.take(1)
        path = PATHS[ON_LINES]
        documents = self._api.read_page(path, sort="created", direction="desc", page=place.page)
        comments = [comment_of(document, path) for document in documents]
        if not comments:
            return [], None
        is_last = len(comments) < PAGE_SIZE
        moments = [comment.created_at for comment in comments]
        held = self._store.comments_created(
            after=_BEFORE_ALL if is_last else min(moments),
            before=_AFTER_ALL if place.page == 1 else max(moments),
        )
        told = {record.external_id for comment in comments if (record := comment.record())}
        gone = _gone((one for one in held if is_on_line(one)), told)
        return [*gone], None if is_last else Place(page=place.page + 1)


def _gone(held: Iterable[str], told: Container[str]) -> list[GoneComment]:
    return [GoneComment(one) for one in sorted(held) if one not in told]
