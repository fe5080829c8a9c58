"""What becomes of an answer that is too long, unproved, or was never given?"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from teammemory_bot.domain.finding import Outcome, Quoted, Report, found, phrase
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.rule_result import Result, RuleResult
from teammemory_bot.pipeline.asking import ask_one, unproved
from teammemory_bot.pipeline.reviewed import Reviewed
from teammemory_bot.render.comment import COMMENT_BUDGET
from teammemory_bot.render.view import Answer
from teammemory_bot.support.trace import Trace
from testing.sample_view import LINKS, MARKER, MEMORY, answers, pull_request
from testing.virtual_clock import VirtualClock


def _reviewed(more: int) -> Reviewed:
    """Return the sample, with one of its findings so many times more."""
    first, *rest = answers()
    report: Report = next(each.report for each in rest if each.report.findings)
    plain = replace(report.findings[0], claims=(), person=None, facts=(), asks=())
    many = tuple(
        replace(
            plain,
            phrase=phrase("Look at ", Quoted(f"the part called {'x' * 60} {chr(97 + n % 26)}")),
        )
        for n in range(more)
    )
    extra = Answer(title="More", report=found("more", many))
    return Reviewed(
        pr=pull_request(),
        answers=(first, *rest, *((extra,) if more else ())),
        memory=MEMORY,
        links=LINKS,
        marker=MARKER,
    )


def test_short_answer__is_the_same_in_both_places() -> None:
    reviewed = _reviewed(0)
    assert reviewed.as_summary() == reviewed.as_markdown()


def test_long_answer__is_cut_in_the_comment_and_whole_in_the_summary() -> None:
    reviewed = _reviewed(900)
    comment, summary = reviewed.as_markdown(), reviewed.as_summary()
    assert len(comment.encode()) <= COMMENT_BUDGET < len(summary.encode())
    assert comment.splitlines()[0] == summary.splitlines()[0] == MARKER.line()
    assert "the part called" in summary


def _judged(*reports: Report) -> Reviewed:
    policy = Policy(fail_on=frozenset({"missing-issue-key"}))
    return Reviewed(
        pr=replace(pull_request(), policy=policy),
        answers=tuple(Answer(title=report.agent, report=report) for report in reports),
        memory=MEMORY,
        links=LINKS,
    )


def test_rule_whose_agent_was_stopped__is_unknown_and_never_passed() -> None:
    def endless(_pr: object, _memory: object) -> None:
        while True:
            pass

    pr = pull_request()
    trace = Trace(VirtualClock(), total_seconds=0.02)
    stopped = ask_one(SimpleNamespace(NAME="hygiene", run=endless), pr, None, trace=trace)
    broken = Report(agent="hygiene", outcome=Outcome.FAILED, reason="KeyError")
    for report in (stopped, broken):
        assert _judged(report).result is Result.UNKNOWN
        assert [one.rule for one in _judged(report).results] == ["missing-issue-key"]
    assert _judged(found("hygiene", ())).result is Result.PASS
    kept = replace(
        broken, results=(RuleResult(rule="missing-issue-key", result=Result.FAIL, reason="x"),)
    )
    assert _judged(kept).result is Result.FAIL


def test_claims_that_nobody_derived_again__are_not_said() -> None:
    reports = [each.report for each in answers()]
    left = unproved(reports)
    assert [report.agent for report in left] == [report.agent for report in reports]
    assert not any(report.findings for report in left)
    for before, after in zip(reports, left, strict=True):
        assert after.results == before.results
        if before.findings:
            assert after.outcome is Outcome.NOT_AVAILABLE
            assert "derived again" in after.reason
        else:
            assert after == before
