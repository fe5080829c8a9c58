"""What does the folded part say? All evidence, who was left out and why, what was not looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from teammemory_bot.domain.finding import (
    Code,
    Evidence,
    Finding,
    Link,
    Outcome,
    Phrase,
    Quoted,
    Report,
    Term,
    phrase,
)
from teammemory_bot.domain.verdict import Verdict
from teammemory_bot.render.footer import MemoryFacts
from teammemory_bot.render.wording import SEPARATOR, after, counted, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A titled list in the folded part."""

    title: Phrase
    lines: tuple[Phrase, ...]


Titled = tuple[str, Report]


def blocks_of(
    reports: Sequence[Titled], memory: MemoryFacts, verdict: Verdict | None
) -> tuple[Block, ...]:
    """Return the blocks of the folded part that have something to say."""
    blocks = (
        Block(title=phrase("Evidence"), lines=tuple(_evidence_lines(reports))),
        *(
            Block(title=phrase(title, ", more"), lines=tuple(_detail_lines(report)))
            for title, report in reports
        ),
        Block(title=phrase("Not looked at"), lines=tuple(_limit_lines(reports, memory, verdict))),
    )
    return tuple(block for block in blocks if block.lines)


def _evidence_lines(reports: Iterable[Titled]) -> Iterator[Phrase]:
    for _, report in reports:
        for finding in report.findings:
            if not finding.is_detail:
                yield _evidence_line(finding)


def _evidence_line(finding: Finding) -> Phrase:
    sure = phrase(Code(finding.rule), f" ({finding.confidence} confidence) ")
    proof = joined([_proof(evidence) for evidence in finding.evidence], ", ")
    told = (term for term in finding.terms if term.is_start or round(term.points, 2))
    terms = joined([_term(term) for term in told], SEPARATOR)
    said = after(phrase(*sure, *_subject(finding)), proof, by=": ")
    return after(said, terms, by=". Score: ")


def _subject(finding: Finding) -> Phrase:
    return (Quoted(finding.person.name),) if finding.person else finding.phrase


def _proof(evidence: Evidence) -> Phrase:
    note = (" ", Quoted(evidence.note)) if evidence.note else ()
    return phrase(Link(evidence), *note)


def _term(term: Term) -> Phrase:
    if term.is_start:
        return term.says
    points = Quoted(f"{term.points:+.2f}")
    return phrase(f"{term.name} ", points, *((" (", *term.says, ")") if term.says else ()))


def _detail_lines(report: Report) -> Iterator[Phrase]:
    for finding in report.findings:
        if finding.is_detail:
            person = (Quoted(finding.person.name), ": ") if finding.person else ()
            said = after(
                phrase(*person, *finding.phrase), joined(finding.facts, SEPARATOR), by=": "
            )
            yield after(said, finding.asks, by=". ")


def _limit_lines(
    reports: Iterable[Titled], memory: MemoryFacts, verdict: Verdict | None
) -> Iterator[Phrase]:
    for title, report in reports:
        if report.outcome in {Outcome.NOTHING_TO_SAY, Outcome.NOT_APPLICABLE} and report.reason:
            yield phrase(f"{title}: {report.reason}")
        for limit in report.not_seen:
            yield phrase(f"{title}: {limit}")
    for limit in memory.limits:
        yield phrase(limit)
    if verdict is not None and verdict.strikes:
        struck = counted(len(verdict.strikes), "claim")
        yield phrase(
            *struck,
            " could not be derived a second way and ",
            "is" if len(verdict.strikes) == 1 else "are",
            " left out",
        )
