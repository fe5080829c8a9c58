"""What does one step do, from the event to what it leaves behind?"""

from __future__ import annotations

import os
from typing import Final

from teammemory_bot.agents.audit.whole import audit as whole_audit
from teammemory_bot.agents.audit.whole import results_of
from teammemory_bot.config.action_settings import ActionSettings
from teammemory_bot.config.choices import Choices
from teammemory_bot.domain.activity import Mode, decide
from teammemory_bot.domain.event import EventPull, parse_event
from teammemory_bot.domain.handoff import MAX_BYTES, Handoff, objection_to, parse_handoff
from teammemory_bot.domain.policy import OnUnknown
from teammemory_bot.domain.rule_result import Result, overall
from teammemory_bot.entrypoints.commanding import obey
from teammemory_bot.entrypoints.job import Job, Say, open_job
from teammemory_bot.entrypoints.left_behind import (
    HANDOFF_FILE,
    leave,
    leave_reason,
    leaving_trace,
    memory_outputs,
)
from teammemory_bot.entrypoints.remembering import remember, remember_jira, take_back_gone
from teammemory_bot.entrypoints.reviewing import PullJob, judge
from teammemory_bot.entrypoints.written_files import AUDIT_FINDINGS, save_audit
from teammemory_bot.ingest.declared_owners import declared_owners
from teammemory_bot.ingest.github_pull import fetch_pull
from teammemory_bot.publish.audit_issue import post_audit_issue
from teammemory_bot.render.links import Links
from teammemory_bot.store.accuracy import noted_accuracy
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.support.counted import counted
from teammemory_bot.support.errors import ExitCode
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import CallFailed, PermissionMissing

HANDOFF_FOLDER: Final = ".teammemory-handoff"
"""Where the poster's workflow puts what a fork's run handed over, inside the workspace."""


def run_step(settings: ActionSettings, *, say: Say) -> int:
    """Do what the event asks for; return the exit code of docs/exit-codes.md."""
    event = parse_event(settings.event_name, settings.event_file.read_bytes())
    activity = decide(event, mode=settings.mode, number=settings.pull_number)
    if activity.mode is None or event.name == "merge_group":
        result = Result.SKIP if activity.mode is None else Result.PASS
        leave_reason(settings, result, activity.reason)
        return ExitCode.FINE
    handoff = None
    if event.name == "workflow_run":
        handoff = _handed_over(settings)
        if handoff is None:
            leave_reason(settings, Result.SKIP, "the run that ended handed nothing over")
            return ExitCode.FINE
    with open_job(settings, event, activity, say) as job, leaving_trace(job):
        match activity.mode:
            case Mode.AUDIT:
                return _audit(job)
            case Mode.REFRESH:
                return _refresh(job)
            case Mode.COMMAND:
                return obey(job)
            case _:
                return _about_pull(job, handoff)


def _about_pull(job: Job, handoff: Handoff | None) -> int:
    pull, reason = _pull(job, handoff)
    if pull is None:
        job.notice(f"nothing is done: {reason}")
        leave_reason(job.settings, Result.SKIP, reason)
        return ExitCode.FINE
    return judge(PullJob(job=job, pull=pull, is_gate=job.activity.mode is Mode.GATE))


def _pull(job: Job, handoff: Handoff | None) -> tuple[EventPull | None, str]:
    """Return the pull request: the event's, or the one that GitHub has under a number."""
    number = handoff.number if handoff else job.activity.number
    if job.event.pull is not None:
        return job.event.pull, ""
    if job.api is None or number is None:
        return None, "a pull request by its number needs the input `github-token`"
    pull = fetch_pull(job.api, Budget(SystemClock()), number)
    if handoff is not None and job.event.run is not None:
        objection = objection_to(handoff, pull, job.event.run)
        return (None, objection) if objection else (pull, "")
    return pull, ""


def _handed_over(settings: ActionSettings) -> Handoff | None:
    """Return what a fork's run left; the file is a stranger's, so no link is followed."""
    file = settings.workspace / HANDOFF_FOLDER / HANDOFF_FILE
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as opened:
        return parse_handoff(opened.read(MAX_BYTES + 1))


def _refresh(job: Job) -> int:
    """Bring the memory up to date for the runs that come; the workflow saves it."""
    choices = job.choices_at(job.place.branch_tip)
    take_back_gone(job)
    limits = _remember_all(job, choices)
    # Asked as reviews ask: what answers them quickly is in the memory that the workflow saves.
    held = job.place.store.memory_at().holdings()
    unread = "".join(f" {limit}." for limit in limits)
    leave(
        job.settings,
        f"Team memory: brought up to date: {counted(held.commits, 'commit')}, "
        f"{counted(held.pull_requests, 'pull request')}, {counted(held.issues, 'issue')}.{unread}\n"
        + job.place.trace.table(),
        {"result": Result.PASS, **memory_outputs(job)},
    )
    return ExitCode.FINE


def _remember_all(job: Job, choices: Choices) -> tuple[str, ...]:
    """Read what is new from every source; return what is not remembered, each a sentence."""
    trace, tip = job.place.trace, job.place.branch_tip
    with trace.step("read what is new", tip):
        limits = remember(job, choices)
    with trace.step("read Jira", tip):
        remember_jira(job, choices)
    return limits


def _audit(job: Job) -> int:
    """Judge the whole memory by every rule, and leave the files for the workflow to upload."""
    settings, place, trace = job.settings, job.place, job.place.trace
    choices = job.choices_at(place.branch_tip)
    _remember_all(job, choices)
    policy = choices.policy
    with trace.step("judge the memory", place.branch_tip):
        done = whole_audit(
            place.store.memory_at(),
            policy,
            codeowners=declared_owners(place.own, place.branch_tip),
            accuracy=noted_accuracy(place.store),
        )
    if done is None:
        leave_reason(settings, Result.SKIP, "the memory is empty")
        return ExitCode.FINE
    links = Links(repository_url=place.repository_url, base=place.branch_tip, head=place.branch_tip)
    folder = settings.memory_folder / "audit"
    summary = save_audit(folder, done, links)
    result = overall(
        results_of(done),
        fail_on=policy.fail_on,
        fails_when_unknown=policy.on_unknown is OnUnknown.FAIL,
    )
    findings = (folder / AUDIT_FINDINGS).relative_to(settings.workspace)
    outputs = {"result": result, "findings-file": str(findings), **memory_outputs(job)}
    if choices.has_audit_issue and not settings.is_dry_run:
        with trace.step("keep the issue", summary):
            _keep_issue(job, summary)
    leave(settings, summary + trace.table(), outputs)
    return ExitCode.RULE_FAILED if result is Result.FAIL else ExitCode.FINE


def _keep_issue(job: Job, text: str) -> None:
    """Keep the one issue of the audit; what cannot be written costs a line and nothing else."""
    if job.api is None:
        job.notice("the audit's issue needs the input `github-token`")
        return
    try:
        posted = post_audit_issue(
            job.api, text, clock=SystemClock(), instance=job.settings.instance
        )
    except PermissionMissing:
        job.notice(
            "the audit's issue was not written: give the job `permissions: issues: write`, or set "
            "`audit.issue` to false"
        )
    except CallFailed as failure:
        job.notice(f"the audit's issue was not written: {failure}")
    else:
        job.notice(f"the audit's issue: {posted.receipt}, {posted.url}")
