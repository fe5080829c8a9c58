"""What is said, in which words and which order, before anybody asks how it looks?

All words, plurals, counts and orders are chosen here, as phrases; Markdown and terminal only place
them. Agents are told apart by what they answer, never by name, so that a new one appears without a
line here:

- a finding with `asks` and at least medium severity is a *problem* and stands first, under no title;
- findings about a person become rows of a table, all others lines of a list;
- what is marked `is_detail` goes into the folded part, as do all evidence and all limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.finding import (
    Code,
    Finding,
    Number,
    Outcome,
    Phrase,
    Quoted,
    Report,
    Severity,
    phrase,
)
from teammemory_bot.domain.marker import Marker
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.verdict import Verdict
from teammemory_bot.render import details, footer
from teammemory_bot.render.wording import SEPARATOR, after, counted, joined

NAME: Final = "Team memory"
_WEIGHTY: Final = frozenset({Severity.MEDIUM, Severity.HIGH})
_UNANSWERED: Final = frozenset({Outcome.FAILED, Outcome.NOT_AVAILABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One agent's report under the title that the reader sees."""

    title: str
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to fix: what is wrong, what to do, and the rule that says so."""

    says: Phrase
    asks: Phrase
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person in the table of suggestions."""

    who: Phrase
    why: Phrase
    now: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One agent's part of the comment."""

    title: Phrase
    remark: Phrase = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that one comment says."""

    headline: Phrase
    problems: tuple[Problem, ...]
    sections: tuple[Section, ...]
    blocks: tuple[details.Block, ...]
    footer: Phrase
    marker: Marker | None = None

    @property
    def is_silent(self) -> bool:
        """Tell whether there is nothing to say beyond one line."""
        return not self.problems and not self.sections


def view_of(
    answers: Sequence[Answer],
    pr: PullRequest,
    *,
    memory: footer.MemoryFacts,
    verdict: Verdict | None = None,
    marker: Marker | None = None,
) -> View:
    """Return what is said about a pull request, in the order of the answers."""
    problems = tuple(_problem(f) for a in answers for f in a.report.findings if _is_problem(f))
    return View(
        headline=_headline(answers, pr, problems),
        problems=problems,
        sections=tuple(section for a in answers if (section := section_of(a))),
        blocks=details.blocks_of([(a.title, a.report) for a in answers], memory, verdict),
        footer=footer.footer_of(memory, verdict),
        marker=marker,
    )


def _is_problem(finding: Finding) -> bool:
    return (
        bool(finding.asks)
        and finding.severity in _WEIGHTY
        and finding.person is None
        and not finding.is_detail
    )


def _headline(answers: Sequence[Answer], pr: PullRequest, problems: Sequence[Problem]) -> Phrase:
    said = [
        *_things_to_fix(len(problems)),
        *_files_that_stand_out(answers, pr),
        *_not_known(answers),
    ]
    return phrase(f"{NAME}: ", *joined(said or [phrase("nothing stands out")], ", "))


def _things_to_fix(count: int) -> Iterator[Phrase]:
    if count:
        yield phrase(*counted(count, "thing"), " to fix")


def _files_that_stand_out(answers: Sequence[Answer], pr: PullRequest) -> Iterator[Phrase]:
    changed = {file.path for file in pr.files}
    paths = {
        finding.path
        for answer in answers
        for finding in answer.report.findings
        if finding.severity in _WEIGHTY and not finding.is_detail and finding.path in changed
    }
    if paths:
        verb = " stands out" if len(paths) == 1 else " stand out"
        yield phrase(Number(len(paths)), " of ", *counted(len(changed), "file"), verb)


def _not_known(answers: Sequence[Answer]) -> Iterator[Phrase]:
    count = sum(answer.report.outcome in _UNANSWERED for answer in answers)
    if count:
        yield phrase(*counted(count, "question"), " not answered")


def _problem(finding: Finding) -> Problem:
    return Problem(
        says=finding.phrase,
        asks=joined([*finding.facts, finding.asks], " "),
        rule=finding.rule,
    )


def section_of(answer: Answer) -> Section | None:
    """Return one agent's part of the comment; None when it has nothing to show there."""
    report = answer.report
    if report.outcome in _UNANSWERED:
        return Section(title=phrase(answer.title), remark=_why_unanswered(report))
    shown = [f for f in report.findings if not f.is_detail and not _is_problem(f)]
    if not shown and not report.level:
        return None
    title = phrase(answer.title, f": {report.level}") if report.level else phrase(answer.title)
    lines = tuple(_line(f) for f in shown if f.person is None)
    rows = tuple(_row(f) for f in shown if f.person is not None)
    remark = _remark(report)
    if len(lines) == 1 and not rows and not remark:
        return Section(title=title, remark=lines[0])
    return Section(title=title, remark=remark, rows=rows, lines=lines)


def _remark(report: Report) -> Phrase:
    if not report.summary:
        return ()
    return phrase("(", *report.summary, ")") if report.level else report.summary


def _why_unanswered(report: Report) -> Phrase:
    if report.outcome is Outcome.NOT_AVAILABLE:
        return phrase("not known: ", report.reason or "the reason was not given")
    return phrase("could not be worked out (", Quoted(report.reason), "); the rest is complete")


def _line(finding: Finding) -> Phrase:
    said = after(finding.phrase, joined(finding.facts, SEPARATOR), by=": ")
    return after(said, finding.asks, by=". " if finding.facts else ": ")


def _row(finding: Finding) -> Row:
    person = finding.person
    assert person is not None  # noqa: S101  # chosen by the caller; tells mypy
    # Many people sign with their login: once is enough.
    login = person.login if person.login != person.name else None
    account = (" (", Code(login), ")") if login else ()
    band = (f" · {finding.band}",) if finding.band else ()
    return Row(
        who=phrase(Quoted(person.name), *account, *band),
        why=joined(finding.facts, SEPARATOR) or finding.phrase,
        now=finding.status,
    )
