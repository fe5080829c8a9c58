"""What is this pull request like right now? The event file only says what it was like when it began."""

from __future__ import annotations

from dataclasses import dataclass

from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.records import PullRequestRecord, ReviewRecord
from teammemory_bot.ingest.github_query import query_text
from teammemory_bot.ingest.github_shape import Pull, review_records
from teammemory_bot.ingest.shape import read_shape
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import NotFoundOrPrivate
from teammemory_bot.transport.github_api import GithubApi


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePull:
    """A pull request as GitHub has it now."""

    record: PullRequestRecord
    """Its first hundred files; `n_files` is the true number."""
    body: str
    reviews: tuple[ReviewRecord, ...]
    is_public: bool
    """Whether the repository is public now; what may be shown depends on it."""


def fetch_live_pull(
    api: GithubApi, budget: Budget, number: PullNumber, *, projects: frozenset[str] = frozenset()
) -> LivePull:
    """Return a pull request as it is now. One point."""
    budget.take(1)
    owner, _, name = api.name_with_owner.partition("/")
    data = api.query(query_text("pull"), {"owner": owner, "name": name, "number": number})
    repository = data.get("repository") or {}
    document = repository.get("pullRequest")
    if not isinstance(document, dict):
        raise NotFoundOrPrivate("GitHub", f"GET pull request {number}")
    pull = read_shape(Pull, document, service="GitHub", call=f"pull request {number}")
    files = pull.files.present if pull.files else []
    reviews = pull.reviews.present if pull.reviews else []
    return LivePull(
        record=pull.record(repository=api.name_with_owner, files=files, projects=projects),
        body=pull.body or "",
        reviews=tuple(review_records(pull.number, reviews)),
        is_public=repository.get("visibility") == "PUBLIC",
    )
