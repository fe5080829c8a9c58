"""What happens on `/teammemory …`? The same review, an explanation, or silence, for those who may write."""

from __future__ import annotations

import hashlib
from typing import Final

from teammemory_bot.agents.answers.explain import explain
from teammemory_bot.domain.command import Verb
from teammemory_bot.domain.event import EventPull
from teammemory_bot.domain.identity import Login
from teammemory_bot.domain.marker import IGNORED, Marker
from teammemory_bot.domain.rule_result import Result
from teammemory_bot.entrypoints.job import Job
from teammemory_bot.entrypoints.left_behind import leave, leave_reason
from teammemory_bot.entrypoints.reviewing import PullJob, judge
from teammemory_bot.ingest.github_pull import fetch_pull, may_write
from teammemory_bot.pipeline.question import change_asked_about
from teammemory_bot.pipeline.story import memory_before
from teammemory_bot.publish.pull_request_comment import Wish, post_comment
from teammemory_bot.render.command_answer import explanation, leaves_alone
from teammemory_bot.render.links import Links
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.support.errors import ExitCode
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import CallFailed

_EXPLAIN: Final = "explain"


def obey(job: Job) -> int:
    """Do what a comment asks for, if its author may write here; else say why not."""
    command, said, number = job.activity.command, job.event.comment, job.activity.number
    if job.api is None or command is None or said is None or number is None:
        leave_reason(job.settings, Result.SKIP, "a command needs the input `github-token`")
        return ExitCode.FINE
    budget = Budget(SystemClock())
    if not may_write(job.api, budget, Login(said.author)):
        reason = "only people with write access to this repository can give commands"
        job.notice(f"nothing is done: {reason}")
        leave_reason(job.settings, Result.SKIP, reason)
        return ExitCode.FINE
    pull = fetch_pull(job.api, budget, number)
    if not pull.is_open:
        leave_reason(job.settings, Result.SKIP, "the pull request is closed")
        return ExitCode.FINE
    pull_job = PullJob(job=job, pull=pull, is_asked_for=True)
    if command.verb is Verb.IGNORE:
        _write(pull_job, leaves_alone(by=said.author), _marker(job, pull, digest=IGNORED))
        leave_reason(job.settings, Result.SKIP, "this pull request is left alone from now on")
    elif command.verb is Verb.EXPLAIN:
        _explain(pull_job, command.login or Login(""))
    else:
        return judge(pull_job)
    return ExitCode.FINE


def _explain(pull_job: PullJob, login: Login) -> None:
    job, pull = pull_job.job, pull_job.pull
    pr = change_asked_about(pull_job.question(), job.place)
    reply = explain(pr, memory_before(pr, job.place), person=login)
    links = Links(
        repository_url=job.place.repository_url,
        jira_url=pull_job.choices.jira_url,
        base=pr.merge_base,
        head=pr.head,
        pull=pull.number,
    )
    text = explanation(reply, links)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    _write(pull_job, text, _marker(job, pull, digest=digest, suffix=f"-{_EXPLAIN}"))
    leave(job.settings, text, {"result": Result.SKIP})


def _write(pull_job: PullJob, body: str, marker: Marker) -> None:
    job = pull_job.job
    if job.settings.is_dry_run or job.api is None:
        return
    try:
        post_comment(
            job.api,
            f"{marker.line()}\n{body}",
            marker,
            head_now=lambda: marker.head,  # asked of GitHub a moment ago
            clock=SystemClock(),
            wish=Wish(is_asked_for=True),
        )
    except CallFailed as error:
        job.warn(f"no comment was written: {error}")


def _marker(job: Job, pull: EventPull, *, digest: str, suffix: str = "") -> Marker:
    room = 40 - len(suffix)
    return Marker(
        repository=job.event.repository_id,
        pull=pull.number,
        head=pull.head,
        digest=digest,
        instance=f"{job.settings.instance[:room]}{suffix}",
    )
