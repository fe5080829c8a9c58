"""Where does the part of an answer go that is too long for a comment? Into the job summary."""

from __future__ import annotations

from dataclasses import replace

from teammemory_bot.domain.finding import Quoted, Report, found, phrase
from teammemory_bot.pipeline.reviewed import Reviewed
from teammemory_bot.render.comment import COMMENT_BUDGET
from teammemory_bot.render.view import Answer
from testing.sample_view import LINKS, MARKER, MEMORY, answers, pull_request


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
