"""Which pull requests were opened, reviewed and merged? GraphQL, what was updated last first."""

from __future__ import annotations

from typing import Final

from teammemory_bot.domain.records import ApiRecord
from teammemory_bot.ingest.github_list import GithubList
from teammemory_bot.ingest.github_query import query_text
from teammemory_bot.ingest.github_shape import (
    ListedFile,
    ListedReview,
    Nodes,
    Pull,
    review_records,
)
from teammemory_bot.ingest.reach import GITHUB_PULLS
from teammemory_bot.ingest.shape import Shape, read_shape
from teammemory_bot.ingest.signatures import login_proofs
from teammemory_bot.ingest.sweep import Page
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import GithubApi

SOURCE: Final = GITHUB_PULLS

PAGE_SIZE: Final = 39
"""(1 + 5 x 39) / 100 requests: two points, whether GitHub rounds to the nearest or up."""

MAX_FILES: Final = 300
"""A pull request of more files is listed by its first hundred: no formula reads more than 200."""
_MAX_FURTHER_PAGES: Final = 10


class FilesPage(Shape):
    """Further files."""

    files: Nodes[ListedFile]


class ReviewsPage(Shape):
    """Further reviews."""

    reviews: Nodes[ListedReview]


class GithubPulls:
    """The list of pull requests, each with its files, reviews, commits and closing issues."""

    def __init__(
        self, api: GithubApi, budget: Budget, *, projects: frozenset[str] = frozenset()
    ) -> None:
        self._api = api
        self._budget = budget
        self._projects = projects
        self._list = GithubList(
            api,
            budget,
            query="pulls",
            field="pullRequests",
            largest=PAGE_SIZE,
            points=lambda size: max(1, round((1 + 5 * size) / 100)),
        )

    @property
    def visibility(self) -> str:
        """What the last answer said of the repository."""
        return self._list.visibility

    def read(self, after: str | None, *, is_first_look: bool) -> Page:
        """Return the records of one page."""
        document, skipped = self._list.read(after, is_first_look=is_first_look)
        page = read_shape(Nodes[Pull], document, service="GitHub", call="pull requests")
        records: list[ApiRecord] = []
        for pull in page.present:
            records.extend(self._records(pull))
        moments = [pull.updated_at for pull in page.present]
        return Page(
            records=tuple(records),
            newest_at=max(moments, default=None),
            oldest_at=min(moments, default=None),
            end=page.page.end if page.page else None,
            has_more=page.page.has_next if page.page else False,
            skipped=skipped,
        )

    def _records(self, pull: Pull) -> list[ApiRecord]:
        files = self._all_files(pull)
        reviews = self._all_reviews(pull)
        record = pull.record(
            repository=self._api.name_with_owner, files=files, projects=self._projects
        )
        return [
            record,
            *review_records(pull.number, reviews),
            *login_proofs(
                pull.signatures(), carrier=record.author.login or "" if record.author else ""
            ),
        ]

    def _all_files(self, pull: Pull) -> list[ListedFile]:
        if pull.files is None:
            return []
        files = pull.files.present
        page = pull.files.page
        while page and page.has_next and pull.n_files <= MAX_FILES and len(files) < pull.n_files:
            inner = self._further("pull_files", pull.number, page.end)
            further = read_shape(FilesPage, inner, service="GitHub", call="files").files
            files = [*files, *further.present]
            page = further.page
        return files

    def _all_reviews(self, pull: Pull) -> list[ListedReview]:
        if pull.reviews is None:
            return []
        reviews = pull.reviews.present
        page = pull.reviews.page
        for _ in range(_MAX_FURTHER_PAGES):
            if page is None or not page.has_next:
                break
            inner = self._further("pull_reviews", pull.number, page.end)
            further = read_shape(ReviewsPage, inner, service="GitHub", call="reviews").reviews
            reviews = [*reviews, *further.present]
            page = further.page
        return reviews

    def _further(self, query: str, number: int, after: str | None) -> dict[str, object]:
        self._budget.take(1)
        owner, _, name = self._api.name_with_owner.partition("/")
        data = self._api.query(
            query_text(query), {"owner": owner, "name": name, "number": number, "after": after}
        )
        inner = (data.get("repository") or {}).get("pullRequest")
        return inner if isinstance(inner, dict) else {}
