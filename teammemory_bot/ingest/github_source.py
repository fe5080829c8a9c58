"""How is the memory brought up to date from GitHub? All its lists, newest first, within a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from teammemory_bot.domain.conversation import ConversationStore, Reach
from teammemory_bot.domain.records import Batch
from teammemory_bot.ingest import (
    github_comments,
    github_deployments,
    github_issue_types,
    github_issues,
    github_people,
    github_pulls,
    github_recount,
)
from teammemory_bot.ingest.rising import rise
from teammemory_bot.ingest.sweep import BACK_FILL, BackFill, sweep
from teammemory_bot.support.clock import Clock
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import (
    CallFailed,
    CredentialsRefused,
    NotServed,
    PermissionMissing,
)
from teammemory_bot.transport.github_api import GithubApi

MAX_UNKNOWN_ADDRESSES: Final = 5_000
"""E-mail addresses asked about in one run: fifty points, spent once."""

_LEAVES_ONE_LIST: Final = (NotServed, PermissionMissing)


def _nobody_watches(pages: int) -> None:
    del pages


def ingest_github(
    api: GithubApi,
    store: ConversationStore,
    *,
    clock: Clock,
    budget: Budget,
    projects: frozenset[str] = frozenset(),
    recounts: bool = True,
    on_page: Callable[[int], None] = _nobody_watches,
) -> Reach:
    """Read what is new and go on with what is old; end early, and cleanly, when the budget ends.

    `recounts`: also look, in a part of what is known, for what was deleted; for runs whose memory is kept.
    A list that this token may not read, or that is switched off, costs only itself. Wrong
    credentials are raised: no list could be read.
    """
    run = _Run(api, store, on_page=on_page)
    pulls = github_pulls.GithubPulls(api, budget, projects=projects)
    now = int(clock.now())
    streams: tuple[tuple[str, Callable[[], Iterator[Batch]]], ...] = (
        (github_pulls.SOURCE, lambda: _sweep(store, github_pulls.SOURCE, pulls)),
        (
            github_issues.SOURCE,
            lambda: _sweep(store, github_issues.SOURCE, github_issues.GithubIssues(api, budget)),
        ),
        (
            github_issue_types.SOURCE,
            lambda: rise(
                github_issue_types.SOURCE,
                github_issue_types.GithubIssueTypes(api, budget),
                store.cursors(github_issue_types.SOURCE),
                now=now,
            ),
        ),
        *(
            (source, lambda source=source: _comments(api, store, budget, source, now))
            for source in github_comments.PATHS
        ),
        (
            github_deployments.SOURCE,
            lambda: _sweep(
                store,
                github_deployments.SOURCE,
                github_deployments.GithubDeployments(api, budget),
            ),
        ),
        (
            github_people.SOURCE,
            lambda: github_people.fetch_proofs(api, budget, store, most=MAX_UNKNOWN_ADDRESSES),
        ),
        *(
            (source, lambda source=source: github_recount.recount(api, budget, store, source))
            for source in github_recount.SOURCES
            if recounts
        ),
    )
    for source, stream in streams:
        run.take(source, stream)
        if run.is_over:
            break
    return run.reach(is_public=pulls.visibility == "PUBLIC" if pulls.visibility else None)


def _sweep(
    store: ConversationStore,
    source: str,
    pages: github_pulls.GithubPulls
    | github_issues.GithubIssues
    | github_deployments.GithubDeployments,
) -> Iterator[Batch]:
    return sweep(source, pages, store.cursors(source))


def _comments(
    api: GithubApi, store: ConversationStore, budget: Budget, source: str, now: int
) -> Iterator[Batch]:
    pages = github_comments.GithubComments(api, budget, source)
    return rise(source, pages, store.cursors(source), now=now)


class _Run:
    """One run: saves batches as they come, and remembers why it ended."""

    def __init__(
        self,
        api: GithubApi,
        store: ConversationStore,
        *,
        on_page: Callable[[int], None],
    ) -> None:
        self.is_over = False
        self._api = api
        self._store = store
        self._on_page = on_page
        self._calls_before = api.calls
        self._points_before = api.points
        self._pages = 0
        self._reasons: list[str] = []

    def take(self, source: str, stream: Callable[[], Iterator[Batch]]) -> None:
        try:
            for batch in stream():
                self._store.save(batch)
                self._pages += 1
                self._on_page(self._pages)
        except CredentialsRefused:
            raise
        except _LEAVES_ONE_LIST as refusal:
            self._reasons.append(f"{source}: {refusal}")
        except CallFailed as end:
            self._reasons.append(str(end))
            self.is_over = True

    def reach(self, *, is_public: bool | None) -> Reach:
        stored = self._store.cursors(github_pulls.SOURCE).get(BACK_FILL)
        state = BackFill.from_text(stored) if stored else BackFill(None, None, is_done=False)
        return Reach(
            service="GitHub",
            is_complete=not self._reasons,
            reason="; ".join(self._reasons),
            calls=self._api.calls - self._calls_before,
            points=self._api.points - self._points_before,
            pages=self._pages,
            back_filled_to=None if state.is_done else state.low,
            skipped=state.skipped,
            is_public=is_public,
        )
