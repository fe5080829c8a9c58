"""Why is this person suggested, and why not that one? Every addend of the score, in words and points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from teammemory_bot.agents.review_evidence.candidates import (
    ALTERNATE,
    SUGGESTED,
    Candidate,
    Candidates,
)
from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.agents.review_evidence.eligible import names_of
from teammemory_bot.domain.finding import Code, Finding, Phrase, Quoted, Term, phrase
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.reply import Reply, ReplyItem, ReplyList

QUESTION: Final = "explain"
MAX_SHOWN: Final = 8


def explain(pr: PullRequest, memory: Memory, *, person: str = "") -> Reply:
    """Return everybody's place, score and reasons: of one person, or of the first few."""
    case = RoutingCase(pr, memory)
    everybody = list(Candidates(case).all()) if case.past.at else []
    wanted = person.strip().lower()
    shown = [one for one in everybody if not wanted or wanted in names_of(one.person)]
    items = tuple(_items(case, shown[:MAX_SHOWN]))
    return Reply(
        question=QUESTION,
        title=phrase("Reviewers for ", Quoted(pr.title)),
        fields=(("Candidates", phrase(str(len(everybody)))),),
        lists=(
            ReplyList(
                title="",
                items=items,
                empty=_nobody(wanted),
                more=0 if wanted else max(0, len(shown) - MAX_SHOWN),
            ),
        ),
        remarks=(phrase("Points are logarithms to base two: one more doubles the fit."),),
    )


def _nobody(wanted: str) -> str:
    if wanted:
        return "this person wrote and reviewed nothing here before this change, or wrote the change"
    return "nobody besides the author is known here"


def _items(case: RoutingCase, shown: Iterable[Candidate]) -> Iterator[ReplyItem]:
    candidates = Candidates(case)
    suggested = {
        finding.person.id: finding.rule
        for finding in candidates.findings()
        if finding.person is not None and finding.rule in {SUGGESTED, ALTERNATE}
    }
    for one in shown:
        rule = suggested.get(one.person.id, "")
        finding = candidates.explained(one, rule=rule or ALTERNATE)
        yield ReplyItem(
            says=_headline(one, rule),
            details=(*_reasons(finding), *map(_term, finding.terms)),
            data=_data(one, rule, finding),
        )


def _headline(one: Candidate, rule: str) -> Phrase:
    login = (" (", Code(one.person.login), ")") if one.person.login else ()
    standing = {SUGGESTED: "suggested", ALTERNATE: "next in line"}.get(rule, "")
    against = ("not suggested: ", *one.against) if one.against else (standing or "not suggested",)
    place = Quoted(f"{one.place}.")
    score = Quoted(f"{one.score:.2f}")
    band = f" · {one.band}" if one.band else ""
    return phrase(place, " ", Quoted(one.person.name), *login, band, " · ", score, " · ", *against)


def _reasons(finding: Finding) -> Iterator[Phrase]:
    yield from finding.facts
    if finding.status:
        yield finding.status


def _term(term: Term) -> Phrase:
    says = (" (", *term.says, ")") if term.says else ()
    return phrase(Quoted(f"{round(term.points, 2) + 0.0:+.2f}"), f" {term.name}", *says)


def _data(
    one: Candidate, rule: str, finding: Finding
) -> tuple[tuple[str, str | int | float | None], ...]:
    terms = ((f"points: {term.name}", round(term.points, 6)) for term in finding.terms)
    shares = (
        (f"share: {term.name}", round(term.share, 6))
        for term in finding.terms
        if term.share is not None
    )
    return (
        ("name", one.person.name),
        ("login", one.person.login),
        ("place", one.place),
        ("score", one.score),
        ("band", one.band.value if one.band else None),
        ("suggested", int(rule == SUGGESTED)),
        ("left_out", _words(one.against)),
        *terms,
        *shares,
    )


def _words(against: Phrase) -> str | None:
    return "".join(getattr(part, "text", "") for part in against) or None
