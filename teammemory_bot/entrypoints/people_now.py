"""What does GitHub say right now of the people who may be suggested? Who is asked, busy, or shut out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from teammemory_bot.agents.review_evidence.candidates import Candidates
from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.agents.review_evidence.declared import named_teams
from teammemory_bot.domain.identity import Login
from teammemory_bot.domain.pull_request import PullRequest
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
    budget, memory = Budget(clock), memory_before(pr, job.place)
    state = with_state(pr.live_review, api, budget, live, timeline=timeline, say=job.warn)
    if job.team_api is not None:
        names = named_teams(RoutingCase(replace(pr, live_review=state), memory))
        state = replace(state, teams=fetch_teams(job.team_api, budget, names, say=job.warn))
    first = list(_first_logins(RoutingCase(replace(pr, live_review=state), memory)))
    now = fetch_people_now(api, budget, first, now=clock.now(), say=job.warn)
    busy = {login.lower() for login in now.busy or ()}
    lacking: frozenset[Login] | None = frozenset()
    if not live.is_public:  # what is public everybody can read
        free = (login for login in first if login.lower() not in busy)
        lacking = fetch_without_access(api, budget, free, has_access=now.assignable, say=job.warn)
    return replace(pr, live_review=replace(state, busy=now.busy, without_access=lacking))


def _first_logins(case: RoutingCase) -> Iterator[Login]:
    """Yield who would be suggested, the fittest first, as far as their accounts are known."""
    people = Candidates(case).eligible() if case.past.at else iter(())
    return (person.login for person in people if person.login is not None)
