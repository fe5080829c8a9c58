"""How does a step review or gate one pull request, and where does the answer go?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from teammemory_bot.agents import hygiene
from teammemory_bot.agents.registry import AGENTS
from teammemory_bot.config.choices import Choices, Comment
from teammemory_bot.domain.coverage import Coverage
from teammemory_bot.domain.event import EventPull
from teammemory_bot.domain.marker import Marker
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.rule_result import Result
from teammemory_bot.domain.run_record import RunRecord, digest_of_text
from teammemory_bot.entrypoints.job import Job
from teammemory_bot.entrypoints.left_behind import (
    MAX_ANNOTATIONS,
    annotate,
    leave,
    leave_reason,
    leave_record,
    review_outputs,
    suggested_logins,
)
from teammemory_bot.entrypoints.people_now import with_people
from teammemory_bot.entrypoints.recording import chosen_by, gate_policy, record_of, write_down
from teammemory_bot.entrypoints.remembering import REVIEW_SECONDS, look_up, remember
from teammemory_bot.ingest.coverage import BadCoverageReport
from teammemory_bot.ingest.coverage_files import coverage_in
from teammemory_bot.ingest.github_live import LivePull, fetch_live_pull
from teammemory_bot.ingest.github_timeline import Timeline, fetch_timeline
from teammemory_bot.ingest.github_told import fetch_told_change
from teammemory_bot.ingest.local_range import as_on_github
from teammemory_bot.ingest.told_change import ToldChange
from teammemory_bot.pipeline.question import Question
from teammemory_bot.pipeline.reviewed import Reviewed
from teammemory_bot.pipeline.story import review
from teammemory_bot.plumbing.history import has_commit
from teammemory_bot.publish.pull_request_comment import (
    Posted,
    Receipt,
    Wish,
    own_login,
    post_comment,
)
from teammemory_bot.publish.reviewer_requests import request_reviewers
from teammemory_bot.render.what_counts import what_counts
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.support.errors import ExitCode, TeamMemoryError
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import CallFailed
from teammemory_bot.transport.github_api import GithubApi

_SAYS: Final = {
    Receipt.OUTDATED: "the pull request has a newer head; its own run will answer",
    Receipt.REMOVED: "no comment: somebody deleted one here; `/teammemory review` asks for it again",
    Receipt.IGNORED: "no comment: people asked for none; `/teammemory review` asks for it again",
    Receipt.UNWANTED: "no comment: there is nothing that would need one",
}


@dataclass(frozen=True, kw_only=True)
class PullJob:
    """One pull request under review."""

    job: Job
    pull: EventPull
    is_gate: bool = False
    is_asked_for: bool = False
    """Somebody asked for this very review by a command."""

    @cached_property
    def choices(self) -> Choices:
        """What the team chose as of the base."""
        return self.job.choices_at(self.pull.base)

    @cached_property
    def live(self) -> LivePull | None:
        """The pull request as it is now, so that a re-run sees a mended title; None: not to be had."""
        if self.job.api is None:
            return None
        try:
            return fetch_live_pull(self.job.api, _free(), self.pull.number)
        except CallFailed as error:
            self.job.warn(f"title and labels are the event's: {error}")
            return None

    @cached_property
    def timeline(self) -> Timeline | None:
        """What people decided about the pull request; None: not to be had."""
        if self.job.api is None or self.is_gate:
            return None
        try:
            return fetch_timeline(self.job.api, _free(), self.pull.number)
        except CallFailed as error:
            self.job.warn(f"who was asked before is not known: {error}")
            return None

    def reason_to_skip(self) -> str:
        """Return why the team wants no review of this pull request; empty: it wants one."""
        if self.is_gate or self.is_asked_for:
            return ""
        pull, live = self.pull, self.live
        return self.choices.skips.reason(
            author=pull.author,
            is_bot=pull.is_bot,
            is_draft=live.record.is_draft if live else pull.is_draft,
            title=live.record.title if live else pull.title,
            labels=live.record.labels if live else pull.labels,
        )

    def question(self) -> Question:
        """Return what is asked; the memory is brought up to date first."""
        limits: tuple[str, ...] = ()
        if not self.is_gate:
            limits = remember(self.job, self.choices, seconds=REVIEW_SECONDS, is_kept=False)
        return Question(
            base=self.pull.base,
            head=self.pull.head,
            policy_at=lambda _base: gate_policy(self.choices.policy, is_gate=self.is_gate),
            described=self._described,
            agents=(hygiene,) if self.is_gate else AGENTS,
            told=self._told(),
            limits=limits,
        )

    def _told(self) -> ToldChange | None:
        """Return the change in GitHub's words where its commits are not in the checkout."""
        job = self.job
        if job.api is None or has_commit(job.place.own, self.pull.head):
            return None
        job.notice(
            "the commits of the pull request are not checked out: GitHub tells what it changes"
        )
        return fetch_told_change(job.api, _free(), job.place.own, self.pull)

    def _described(self, pr: PullRequest) -> PullRequest:
        """Add what only GitHub knows of the pull request, and what Jira knows of its issues."""
        pull, live = self.pull, self.live
        pr = as_on_github(
            pr,
            number=pull.number,
            title=live.record.title if live else pull.title,
            body=live.body if live else pull.body or "",
            labels=live.record.labels if live else pull.labels,
            branch=pull.head_branch,
            base_branch=pull.base_branch,
            author=pull.author,
            is_bot=pull.is_bot,
        )
        pr = replace(pr, coverage=self._coverage())
        look_up(self.job, self.choices, pr, is_public=live.is_public if live else None)
        if live is None or self.job.api is None or self.is_gate:
            return pr
        return with_people(pr, self.job, self.job.api, live, timeline=self.timeline)

    def _coverage(self) -> Coverage | None:
        """Return what the tests ran; the report is of the change's own build, so it may be anything."""
        named = self.choices.coverage_report
        if named is None or self.is_gate:
            return None
        try:
            coverage = coverage_in(self.job.settings.workspace, named)
        except BadCoverageReport as error:
            self.job.warn(f"which lines the tests ran is not known: {error}")
            return None
        if coverage is None:
            self.job.notice(f"which lines the tests ran is not known: there is no {named}")
        return coverage


def judge(pull_job: PullJob) -> int:
    """Review or gate one pull request; return the exit code."""
    job = pull_job.job
    reason = pull_job.reason_to_skip()
    if reason:
        job.notice(f"nothing is done: {reason}")
        leave_reason(job.settings, Result.SKIP, reason)
        return ExitCode.FINE
    trace = job.place.trace
    with trace.step("read what is new", pull_job.pull.base, pull_job.pull.head):
        question = pull_job.question()
    reviewed = review(question, job.place, on_progress=lambda _done, _total: None)
    reviewed = replace(reviewed, marker=_marker(pull_job, reviewed))
    comment = reviewed.as_markdown()
    record = _record(pull_job, reviewed, question)
    posted = None
    if not pull_job.is_gate:
        with trace.step("write the comment", comment):
            posted = _post(pull_job, reviewed, comment)
        _ask_reviewers(pull_job, reviewed)
    annotate(job, reviewed)
    for line in reviewed.log_lines()[:MAX_ANNOTATIONS]:
        job.notice(line)
    outputs = review_outputs(job, pull_job.pull, reviewed, posted)
    summary = reviewed.as_summary() + trace.table()
    leave(job.settings, summary, {**outputs, "run-record": leave_record(job, record)})
    return ExitCode.RULE_FAILED if reviewed.result is Result.FAIL else ExitCode.FINE


def _record(pull_job: PullJob, reviewed: Reviewed, question: Question) -> RunRecord:
    """Write the run down in the memory's log; a run that cannot be logged has its answer all the same."""
    job = pull_job.job
    chosen = chosen_by(job.settings.said, path=job.settings.config_file, is_gate=pull_job.is_gate)
    record = record_of(reviewed, question, job.place, event=job.event.name, chosen=chosen)
    try:
        write_down(record, job.place)
    except TeamMemoryError as error:
        job.warn(f"this run is not in the memory's log: {error}")
    return record


def _marker(pull_job: PullJob, reviewed: Reviewed) -> Marker:
    is_whole = pull_job.choices.comment is Comment.ALWAYS
    said = reviewed.as_markdown() if is_whole else what_counts(reviewed.view)
    return Marker(
        repository=pull_job.job.event.repository_id,
        pull=pull_job.pull.number,
        head=pull_job.pull.head,
        digest=digest_of_text(f"{reviewed.layout}\n{said}"),
        instance=pull_job.job.settings.instance,
    )


def _post(pull_job: PullJob, reviewed: Reviewed, comment: str) -> Posted | None:
    """Write the comment where the team wants one and the token may; else say why not."""
    job, marker, wanted = pull_job.job, reviewed.marker, pull_job.choices.comment
    never = wanted is Comment.NEVER and not pull_job.is_asked_for
    if never or job.settings.is_dry_run or marker is None:
        return None
    if job.api is None or (pull_job.pull.is_from_fork and job.event.name == "pull_request"):
        job.notice("this run may not comment; the answer is in the job summary")
        return None
    must_be_known = reviewed.result is Result.FAIL
    wish = Wish(
        may_create=wanted is not Comment.PROBLEMS or bool(reviewed.view.problems),
        is_asked_for=pull_job.is_asked_for,
        was_removed=lambda: not must_be_known and _was_removed(pull_job),
    )
    try:
        posted = post_comment(
            job.api,
            comment,
            marker,
            head_now=_head_now(job.api, pull_job),
            clock=SystemClock(),
            wish=wish,
        )
    except CallFailed as error:
        job.warn(f"no comment was written: {error}")
        return None
    if posted.receipt in _SAYS:
        job.notice(_SAYS[posted.receipt])
    return posted


def _was_removed(pull_job: PullJob) -> bool:
    """Tell whether a person deleted a comment: GitHub does not say whose, so it may have been ours.

    On a pull request that was opened just now, ours cannot have been there.
    """
    timeline, api = pull_job.timeline, pull_job.job.api
    if timeline is None or api is None or pull_job.job.event.action == "opened":
        return False
    me = own_login(api)
    return any(by not in {me, ""} for by in timeline.removed_by)


def _ask_reviewers(pull_job: PullJob, reviewed: Reviewed) -> None:
    """Ask the suggested people for their review, if the team wants that and nobody has chosen yet."""
    job, pull = pull_job.job, pull_job.pull
    if not pull_job.choices.request_reviewers or job.settings.is_dry_run or job.api is None:
        return
    if pull.is_draft or (pull.is_from_fork and job.event.name == "pull_request"):
        job.notice("nobody is asked for a review: a draft, or a token that may not ask")
        return
    timeline = pull_job.timeline
    if timeline is None or timeline.was_anybody_asked:
        job.notice("nobody is asked for a review: somebody was asked before, or that is not known")
        return
    asked = request_reviewers(job.api, pull.number, suggested_logins(reviewed))
    for login, why in asked.refused:
        job.warn(f"{login} could not be asked for a review: {why}")


def _head_now(api: GithubApi, pull_job: PullJob) -> Callable[[], str]:
    return lambda: fetch_live_pull(api, _free(), pull_job.pull.number).record.head_sha or ""


def _free() -> Budget:
    return Budget(SystemClock())
