"""What does a step leave for the workflow? Outputs, the job summary, files, annotations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

from teammemory_bot.config.action_settings import ActionSettings
from teammemory_bot.domain.event import EventPull
from teammemory_bot.domain.handoff import Handoff
from teammemory_bot.domain.identity import Login
from teammemory_bot.domain.rule_result import Result
from teammemory_bot.domain.run_record import RunRecord
from teammemory_bot.entrypoints.job import MEMORY_FILE, Job
from teammemory_bot.entrypoints.written_files import COMMENT, FINDINGS, save_review
from teammemory_bot.ingest.reach import github_pulls_reach
from teammemory_bot.pipeline.reviewed import Reviewed
from teammemory_bot.publish.pull_request_comment import Posted
from teammemory_bot.publish.runner_files import save_outputs, save_summary
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.digest import digest_of

MAX_ANNOTATIONS: Final = 10
"""The runner keeps ten of a kind and drops the rest."""
GATE_RULE: Final = "missing-issue-key"
"""What the gate stands for when the team names no rule."""
ROUTING_RULE: Final = "suggested-reviewer"
HANDOFF_FILE: Final = "handoff.json"
RECORD_FILE: Final = "run-record.json"
TRACE_FILE: Final = "trace.jsonl"


def leave(settings: ActionSettings, summary: str, outputs: Mapping[str, str]) -> None:
    """Write the job summary and the outputs, where the runner takes them."""
    masked = settings.masking.masked
    if settings.summary_file is not None:
        save_summary(settings.summary_file, masked(summary))
    if settings.output_file is not None:
        save_outputs(settings.output_file, {name: masked(text) for name, text in outputs.items()})


def leave_reason(settings: ActionSettings, result: Result, reason: str) -> None:
    """Say in one line why there is nothing more to say."""
    leave(settings, f"Team memory: {reason}.\n", {"result": result})


def review_outputs(
    job: Job, pull: EventPull, reviewed: Reviewed, posted: Posted | None
) -> dict[str, str]:
    """Write comment and findings as files; return all outputs of a review."""
    folder, workspace = job.settings.memory_folder, job.settings.workspace
    save_review(folder, reviewed)
    missing = any(
        result.rule == GATE_RULE and result.result is Result.FAIL for result in reviewed.results
    )
    return {
        "result": reviewed.result,
        "comment-url": posted.url if posted else "",
        "comment-file": str((folder / COMMENT).relative_to(workspace)),
        "suggested-reviewers": json.dumps(_suggested(reviewed)),
        "risk-level": next((a.report.level for a in reviewed.answers if a.report.level), ""),
        "missing-issue-key": str(missing).lower(),
        "issue-keys": json.dumps(list(reviewed.pr.issue_keys)),
        "findings-file": str((folder / FINDINGS).relative_to(workspace)),
        "handoff-file": _hand_over(job, pull),
        **memory_outputs(job),
    }


def leave_record(job: Job, record: RunRecord) -> str:
    """Write the run's record as a file, for the workflow to upload; return its path."""
    file = job.settings.memory_folder / RECORD_FILE
    file.write_text(record.text() + "\n", encoding="utf-8")
    return str(file.relative_to(job.settings.workspace))


@contextmanager
def leaving_trace(job: Job) -> Iterator[None]:
    """Write what a block did, step by step, as JSON lines beside the memory, however it ends."""
    file = job.settings.memory_folder / TRACE_FILE
    try:
        yield
    finally:
        # A disk that is full is told of by what needs it, not by its trace.
        with suppress(OSError):
            file.write_text(job.place.trace.lines(), encoding="utf-8")


def memory_outputs(job: Job) -> dict[str, str]:
    """Return what the answer stands on."""
    store = job.place.store
    is_whole = (
        not job.place.checkout.is_shallow
        and github_pulls_reach(StoredConversation(store)).is_complete
    )
    return {
        "memory-digest": digest_of(job.settings.memory_folder / MEMORY_FILE),
        "memory-commits": str(store.holdings().commits),
        "memory-complete": str(is_whole).lower(),
    }


def annotate(job: Job, reviewed: Reviewed) -> None:
    """Show what failed on the run's page, what decides the check first."""
    decisive = reviewed.pr.policy.fail_on
    failed = [r for r in reviewed.results if r.result is Result.FAIL and not r.is_bypassed]
    failed.sort(key=lambda result: (result.rule not in decisive, result.rule))
    for result in failed[:MAX_ANNOTATIONS]:
        kind = "error" if result.rule in decisive else "warning"
        job.say(kind, result.reason or result.rule, f"TeamMemory: {result.rule}")


def suggested_logins(reviewed: Reviewed) -> tuple[Login, ...]:
    """Return whom GitHub can be asked to ask, the best first."""
    return tuple(Login(str(one["login"])) for one in _suggested(reviewed) if one["login"])


def _suggested(reviewed: Reviewed) -> list[dict[str, str | None]]:
    return [
        {"name": f.person.name, "login": f.person.login, "band": f.band}
        for answer in reviewed.answers
        for f in answer.report.findings
        if f.rule == ROUTING_RULE and f.person is not None and not f.is_detail
    ]


def _hand_over(job: Job, pull: EventPull) -> str:
    """Leave number and head of a fork's pull request, and nothing else, for the trusted poster."""
    if not pull.is_from_fork or job.event.name != "pull_request":
        return ""
    file = job.settings.memory_folder / HANDOFF_FILE
    file.write_text(Handoff(number=pull.number, head=pull.head).text(), encoding="utf-8")
    return str(file.relative_to(job.settings.workspace))
