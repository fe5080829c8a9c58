"""How is the memory brought up to date in a workflow? From git, then from the services, by budget."""

from __future__ import annotations

import json
from typing import Final

from teammemory_bot.bootstrap import open_jira
from teammemory_bot.config.choices import Choices
from teammemory_bot.domain.conversation import Reach
from teammemory_bot.domain.privacy import may_keep_jira_text
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.records import Batch
from teammemory_bot.entrypoints.job import Job
from teammemory_bot.ingest.github_gone import gone_in
from teammemory_bot.ingest.github_source import ingest_github
from teammemory_bot.ingest.reach import github_pulls_reach
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.privacy import give_back_jira_text
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.transport.budget import UNLIMITED, Budget
from teammemory_bot.transport.errors import CallFailed

EVENT: Final = "event"
REVIEW_SECONDS: Final = 60.0
"""How long a review reads the past of services: somebody waits for it."""

NEVER_READ: Final = (
    "GitHub's past was never read: reviews and discussions are known as far as commits name them"
)
READ_IN_PART: Final = (
    "GitHub's past is read in part; a run on the default branch goes on with it (mode refresh)"
)


def remember(
    job: Job, choices: Choices, *, seconds: float = float(UNLIMITED), is_kept: bool = True
) -> tuple[str, ...]:
    """Read what is new from git and GitHub; return what is not remembered, each a sentence.

    Ends cleanly when the budget of the run ends: what was read is kept, and the next run goes on.
    `is_kept`: the memory outlives this run, so that looking for what was deleted is worth its calls.
    """
    bring_up_to_date(job.place, on_progress=lambda _done, _total: None)
    if job.api is not None and choices.api_budget:
        _read_github(job, choices, seconds, is_kept=is_kept)
    reach = github_pulls_reach(StoredConversation(job.place.store))
    if reach.is_complete:
        return ()
    return (READ_IN_PART,) if reach.has_begun else (NEVER_READ,)


def remember_jira(job: Job, choices: Choices) -> None:
    """Read Jira's projects: those of the configuration, else those that the history names."""
    store = StoredConversation(job.place.store)
    named = {key.rpartition("-")[0] for key in store.named_jira_keys()}
    projects = choices.policy.issue_projects or frozenset(named)
    if not choices.jira_url or not job.settings.jira_token or not projects:
        return
    # Imported here: Jira's client costs 200 ms at start, and many teams have no Jira.
    from teammemory_bot.ingest.jira import ingest_jira  # noqa: PLC0415

    clock = SystemClock()
    with job.place.store.writing():
        reach = ingest_jira(
            open_jira(choices.jira_url, user=job.settings.jira_user, token=job.settings.jira_token),
            store,
            projects=projects,
            clock=clock,
            budget=Budget(clock, points=choices.api_budget),
            has_text=may_keep_jira_text(
                is_public=_is_public(job), jira_is_public=choices.jira_is_public
            ),
        )
    _tell(job, reach)


def look_up(job: Job, choices: Choices, pr: PullRequest, *, is_public: bool | None) -> None:
    """Ask Jira about the issues that a change names. At most ten calls."""
    if not choices.jira_url or not job.settings.jira_token or not pr.issue_keys:
        return
    # Imported here for the same reason as above.
    from teammemory_bot.ingest.jira import look_up_issues  # noqa: PLC0415

    found = look_up_issues(
        open_jira(choices.jira_url, user=job.settings.jira_user, token=job.settings.jira_token),
        StoredConversation(job.place.store),
        keys=pr.issue_keys,
        has_text=may_keep_jira_text(is_public=is_public, jira_is_public=choices.jira_is_public),
    )
    if found.reason:
        job.warn(f"Jira was not asked about every issue: {found.reason}")


def take_back_gone(job: Job) -> None:
    """Remove what the event itself says to be deleted or moved away."""
    document = json.loads(job.settings.event_file.read_bytes())
    try:
        gone = gone_in(document)
    except CallFailed as error:
        job.warn(f"what the event says to be gone was not understood: {error}")
        return
    if gone is not None:
        job.place.store.save(Batch(source=EVENT, records=(gone,)))


def _read_github(job: Job, choices: Choices, seconds: float, *, is_kept: bool) -> None:
    assert job.api is not None  # noqa: S101  # asked by the caller; tells mypy
    clock, store = SystemClock(), job.place.store
    try:
        with store.writing():
            reach = ingest_github(
                job.api,
                StoredConversation(store),
                clock=clock,
                budget=Budget(clock, points=choices.api_budget, seconds=seconds),
                projects=choices.policy.issue_projects,
                recounts=is_kept,
            )
    except CallFailed as error:
        job.warn(f"GitHub's past was not read: {error}")
        return
    if not may_keep_jira_text(
        is_public=reach.is_public, jira_is_public=choices.jira_is_public
    ) and give_back_jira_text(store):
        job.notice("the repository is public: what the memory held of Jira's texts is removed")
    _tell(job, reach)


def _is_public(job: Job) -> bool | None:
    if job.api is None:
        return None
    try:
        return job.api.read("").get("visibility") == "public"
    except CallFailed:
        return None


def _tell(job: Job, reach: Reach) -> None:
    if not reach.is_complete:
        job.notice(f"{reach.service} was read in part: {reach.reason}")
