"""What does GitHub say right now of the people who may be suggested? Who is asked, busy, or shut out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from teammemory_bot.agents.review_evidence.candidates import Candidates
from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.agents.review_evidence.declared import named_teams
from teammemory_bot.domain.change import PullRequest
from teammemory_bot.domain.identity import Login
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.entrypoints.job import Job
from teammemory_bot.ingest.github_access import fetch_without_access
from teammemory_bot.ingest.github_live import LivePull
from teammemory_bot.ingest.github_people_now import fetch_people_now
from teammemory_bot.ingest.github_review_state import with_state
from teammemory_bot.ingest.github_teams import fetch_teams
from teammemory_bot.ingest.github_timeline import Timeline
from teammemory_bot.pipeline.story import memory_before
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import GithubApi


def with_people(
    pr: PullRequest, job: Job, api: GithubApi, live: LivePull, *, timeline: Timeline | None
) -> PullRequest:
    """Return the change with what GitHub says of people; what it does not say stays unknown."""
    clock = SystemClock()
    state = with_state(pr.live_review, api, Budget(clock), live, timeline=timeline, say=job.warn)
    state = _with_teams(replace(pr, live_review=state), job)
    first = list(_first_logins(replace(pr, live_review=state), job))
    now = fetch_people_now(api, Budget(clock), first, now=clock.now(), say=job.warn)
    busy = {login.lower() for login in now.busy or ()}
    lacking: frozenset[Login] | None = frozenset()
    if not live.is_public:  # what is public everybody can read
        free = (login for login in first if login.lower() not in busy)
        lacking = fetch_without_access(
            api, Budget(clock), free, has_access=now.assignable, say=job.warn
        )
    return replace(pr, live_review=replace(state, busy=now.busy, without_access=lacking))


def _with_teams(pr: PullRequest, job: Job) -> LiveReview:
    """Add who is in the teams that own the files, or are asked, where a token may read that."""
    if job.team_api is None:
        return pr.live_review
    names = named_teams(RoutingCase(pr, memory_before(pr, job.place)))
    found = fetch_teams(job.team_api, Budget(SystemClock()), names, say=job.warn)
    return replace(pr.live_review, teams=found)


def _first_logins(pr: PullRequest, job: Job) -> Iterator[Login]:
    """Yield who would be suggested, the fittest first, as far as their accounts are known."""
    case = RoutingCase(pr, memory_before(pr, job.place))
    people = Candidates(case).eligible() if case.past.at else iter(())
    return (person.login for person in people if person.login is not None)
