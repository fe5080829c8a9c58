"""What does one step do, from the event to what it leaves behind?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from teammemory_bot.agents import hygiene
from teammemory_bot.agents.audit.whole import audit as whole_audit
from teammemory_bot.agents.audit.whole import results_of
from teammemory_bot.agents.registry import AGENTS
from teammemory_bot.bootstrap import choices_at, open_github, open_workplace
from teammemory_bot.config.action_settings import ActionSettings
from teammemory_bot.config.choices import Choices, Comment
from teammemory_bot.domain.activity import Activity, Mode, decide
from teammemory_bot.domain.change import PullRequest
from teammemory_bot.domain.event import Event, EventPull, parse_event
from teammemory_bot.domain.identity import Sha
from teammemory_bot.domain.marker import Marker
from teammemory_bot.domain.policy import OnUnknown, Policy
from teammemory_bot.domain.rule_result import Result, overall
from teammemory_bot.entrypoints.audit_folder import code_owners_at_tip, save_audit
from teammemory_bot.ingest.github_live import fetch_live_pull
from teammemory_bot.ingest.local_range import as_on_github
from teammemory_bot.pipeline import Question, Reviewed, Workplace, bring_up_to_date, review
from teammemory_bot.publish.pull_request_comment import Posted, Receipt, post_comment
from teammemory_bot.publish.runner_files import save_outputs, save_summary
from teammemory_bot.render.links import Links
from teammemory_bot.store.digest import digest_of
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.support.errors import ExitCode
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import CallFailed
from teammemory_bot.transport.github_api import GithubApi

Say = Callable[[str, str, str], None]
"""Writes one workflow command: its kind (`error`, `warning`, `notice`), sentence and title."""

MEMORY_FILE: Final = "memory.sqlite"
MAX_ANNOTATIONS: Final = 10
"""The runner keeps ten of a kind and drops the rest."""
GATE_RULE: Final = "missing-issue-key"
"""What the gate stands for when the team names no rule."""
ROUTING_RULE: Final = "suggested-reviewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One pull request's run."""

    settings: ActionSettings
    event: Event
    pull: EventPull
    activity: Activity
    place: Workplace
    say: Say
    choices: Choices
    api: GithubApi | None = field(repr=False)


def run_step(settings: ActionSettings, *, say: Callable[..., None]) -> int:
    """Do what the event asks for; return the exit code of docs/exit-codes.md."""
    event = parse_event(settings.event_name, settings.event_file.read_bytes())
    activity = decide(event, mode=settings.mode)
    if activity.mode is None or event.name == "merge_group":
        result = Result.SKIP if activity.mode is None else Result.PASS
        _leave(settings, f"Team memory: {activity.reason}.\n", {"result": result})
        return ExitCode.FINE
    with _workplace(settings, event, say) as place:
        if activity.mode is Mode.AUDIT:
            return _audit(settings, place)
        if activity.mode is Mode.REFRESH or event.pull is None:
            return _refresh(settings, place)
        with _github(settings) as api:
            return _judge(
                _Job(
                    settings=settings,
                    event=event,
                    pull=event.pull,
                    activity=activity,
                    place=place,
                    say=say,
                    choices=_choices(settings, place, event.pull.base),
                    api=api,
                )
            )


@contextmanager
def _workplace(settings: ActionSettings, event: Event, say: Say) -> Iterator[Workplace]:
    branches = [f"refs/remotes/origin/{event.default_branch}", f"refs/heads/{event.default_branch}"]
    if event.pull is not None:
        branches.append(event.pull.base)
    with open_workplace(
        settings.workspace,
        memory=settings.memory_folder / MEMORY_FILE,
        branches=branches,
        say=lambda sentence: say("notice", sentence, "TeamMemory"),
    ) as place:
        yield replace(
            place, repository_url=f"{settings.server_url}/{settings.repository or event.repository}"
        )


@contextmanager
def _github(settings: ActionSettings) -> Iterator[GithubApi | None]:
    if not settings.token or not settings.repository:
        yield None
        return
    api = open_github(settings.repository, token=settings.token, base_url=settings.api_url)
    try:
        yield api
    finally:
        api.close()


def _choices(settings: ActionSettings, place: Workplace, base: Sha) -> Choices:
    return choices_at(place, base, path=settings.config_file, environment=settings.said)


def _refresh(settings: ActionSettings, place: Workplace) -> int:
    bring_up_to_date(place, on_progress=lambda _done, _total: None)
    held = place.store.memory_at().holdings()
    _leave(
        settings,
        f"Team memory: brought up to date: {held.commits:,} commits, "
        f"{held.pull_requests:,} pull requests.\n",
        {"result": Result.PASS, **_memory_outputs(settings, place)},
    )
    return ExitCode.FINE


def _audit(settings: ActionSettings, place: Workplace) -> int:
    """Judge the whole memory by every rule, and leave the files for the workflow to upload."""
    bring_up_to_date(place, on_progress=lambda _done, _total: None)
    policy = _choices(settings, place, place.branch_tip).policy
    memory = place.store.memory_at()
    done = whole_audit(memory, policy, codeowners=code_owners_at_tip(place))
    if done is None:
        _leave(settings, "Team memory: the memory is empty.\n", {"result": Result.SKIP})
        return ExitCode.FINE
    tip = place.branch_tip
    links = Links(repository_url=place.repository_url, base=tip, head=tip)
    folder = settings.memory_folder / "audit"
    summary = save_audit(folder, done, links)
    result = overall(
        results_of(done),
        fail_on=policy.fail_on,
        fails_when_unknown=policy.on_unknown is OnUnknown.FAIL,
    )
    findings = (folder / "audit.json").relative_to(settings.workspace)
    outputs = {"result": result, "findings-file": str(findings)}
    _leave(settings, summary, {**outputs, **_memory_outputs(settings, place)})
    return ExitCode.RULE_FAILED if result is Result.FAIL else ExitCode.FINE


def _judge(job: _Job) -> int:
    """Review or gate one pull request."""
    is_gate = job.activity.mode is Mode.GATE
    question = Question(
        base=job.pull.base,
        head=job.pull.head,
        policy_at=lambda _base: _policy(job.choices.policy, is_gate=is_gate),
        described=_describing(job),
        agents=(hygiene,) if is_gate else AGENTS,
    )
    reviewed = review(question, job.place, on_progress=lambda _done, _total: None)
    reviewed = replace(reviewed, marker=_marker(job, reviewed))
    comment = reviewed.as_markdown()
    posted = None if is_gate else _post(job, reviewed, comment)
    _annotate(job, reviewed)
    _leave(job.settings, comment, _outputs(job, reviewed, comment, posted))
    return ExitCode.RULE_FAILED if reviewed.result is Result.FAIL else ExitCode.FINE


def _policy(policy: Policy, *, is_gate: bool) -> Policy:
    if is_gate and not policy.fail_on:
        return replace(policy, fail_on=frozenset((GATE_RULE,)))
    return policy


def _describing(job: _Job) -> Callable[[PullRequest], PullRequest]:
    """Return what adds title, body and labels: as they are now, so that a re-run sees them mended."""
    pull = job.pull
    title, body, labels, branch = pull.title, pull.body or "", pull.labels, pull.head_branch
    if job.api is not None:
        try:
            live = fetch_live_pull(job.api, Budget(SystemClock()), pull.number)
            title, body, labels = live.record.title, live.body, live.record.labels
        except CallFailed as error:
            job.say("warning", f"title and labels are the event's: {error}", "TeamMemory")
    return lambda pr: as_on_github(
        pr, number=pull.number, title=title, body=body, labels=labels, branch=branch
    )


def _marker(job: _Job, reviewed: Reviewed) -> Marker:
    said = reviewed.as_markdown().encode("utf-8")
    return Marker(
        repository=job.event.repository_id,
        pull=job.pull.number,
        head=job.pull.head,
        digest=hashlib.sha256(said).hexdigest(),
        instance=job.settings.instance,
    )


def _post(job: _Job, reviewed: Reviewed, comment: str) -> Posted | None:
    """Write the comment where the team wants one and the token may; else say why not."""
    marker, api = reviewed.marker, job.api
    wanted = job.choices.comment
    is_silent = wanted is Comment.PROBLEMS and not reviewed.view.problems
    if wanted is Comment.NEVER or is_silent or job.settings.is_dry_run or marker is None:
        return None
    if api is None or (job.pull.is_from_fork and job.event.name == "pull_request"):
        job.say(
            "notice", "this run may not comment; the answer is in the job summary", "TeamMemory"
        )
        return None
    try:
        posted = post_comment(
            api,
            comment,
            marker,
            head_now=lambda: _head_now(api, job),
            clock=SystemClock(),
        )
    except CallFailed as error:
        job.say("warning", f"no comment was written: {error}", "TeamMemory")
        return None
    if posted.receipt is Receipt.OUTDATED:
        job.say(
            "notice", "the pull request has a newer head; its own run will answer", "TeamMemory"
        )
    return posted


def _head_now(api: GithubApi, job: _Job) -> str:
    return fetch_live_pull(api, Budget(SystemClock()), job.pull.number).record.head_sha or ""


def _annotate(job: _Job, reviewed: Reviewed) -> None:
    decisive = reviewed.pr.policy.fail_on
    failed = [r for r in reviewed.results if r.result is Result.FAIL and not r.is_bypassed]
    failed.sort(key=lambda result: (result.rule not in decisive, result.rule))
    for result in failed[:MAX_ANNOTATIONS]:
        kind = "error" if result.rule in decisive else "warning"
        job.say(kind, result.reason or result.rule, f"TeamMemory: {result.rule}")


def _outputs(job: _Job, reviewed: Reviewed, comment: str, posted: Posted | None) -> dict[str, str]:
    folder = job.settings.memory_folder
    comment_file, findings_file = folder / "comment.md", folder / "findings.json"
    comment_file.write_text(comment, encoding="utf-8")
    findings_file.write_text(reviewed.as_json(), encoding="utf-8")
    workspace = job.settings.workspace
    missing = any(
        result.rule == GATE_RULE and result.result is Result.FAIL for result in reviewed.results
    )
    return {
        "result": reviewed.result,
        "comment-url": posted.url if posted else "",
        "comment-file": str(comment_file.relative_to(workspace)),
        "suggested-reviewers": json.dumps(_suggested(reviewed)),
        "risk-level": next((a.report.level for a in reviewed.answers if a.report.level), ""),
        "missing-issue-key": str(missing).lower(),
        "issue-keys": json.dumps(list(reviewed.pr.issue_keys)),
        "findings-file": str(findings_file.relative_to(workspace)),
        "handoff-file": _hand_off(job),
        **_memory_outputs(job.settings, job.place),
    }


def _hand_off(job: _Job) -> str:
    """Leave number and head of a fork's pull request, and nothing else, for the trusted poster."""
    if not job.pull.is_from_fork:
        return ""
    file = job.settings.memory_folder / "handoff.json"
    words = {"pull_request": job.pull.number, "head_sha": job.pull.head}
    file.write_text(json.dumps(words) + "\n", encoding="utf-8")
    return str(file.relative_to(job.settings.workspace))


def _suggested(reviewed: Reviewed) -> list[dict[str, str | None]]:
    return [
        {"name": f.person.name, "login": f.person.login, "band": f.band}
        for answer in reviewed.answers
        for f in answer.report.findings
        if f.rule == ROUTING_RULE and f.person is not None and not f.is_detail
    ]


def _memory_outputs(settings: ActionSettings, place: Workplace) -> dict[str, str]:
    held = place.store.memory_at().holdings()
    return {
        "memory-digest": digest_of(settings.memory_folder / MEMORY_FILE),
        "memory-commits": str(held.commits),
        "memory-complete": str(not place.checkout.is_shallow).lower(),
    }


def _leave(settings: ActionSettings, summary: str, outputs: dict[str, str]) -> None:
    if settings.summary_file is not None:
        save_summary(settings.summary_file, summary)
    if settings.output_file is not None:
        save_outputs(settings.output_file, outputs)
