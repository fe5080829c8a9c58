"""How is a score told to the last point? Each addend with the share behind it, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.domain.finding import Phrase, Quoted, Term, phrase
from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.scoring.lift import TermPoints
from teammemory_bot.support.counted import word_of

_NAMES: Final[Mapping[str, str]] = {
    "usual": "usual share of reviewing",
    "burst": "active of late",
    "files": "reviews these files and folders",
    "commits": "writes this code",
    "author": "reviews this author",
    "title": "words of the title",
    "words": "words of the paths",
    "idle": "last seen",
    "load": "recent reviews",
}


def terms_of(case: RoutingCase, person: DeveloperId) -> tuple[Term, ...]:
    """Return the addends of a person's score, in the order of the formula."""
    return tuple(
        Term(
            name=_NAMES[term.name],
            points=term.points,
            share=term.share,
            usual=term.usual,
            says=_SAYS.get(term.name, _against_usual)(case, person, term),
            is_start=term.name == "usual",
        )
        for term in case.lift.explain(person)
    )


def _against_usual(case: RoutingCase, person: DeveloperId, term: TermPoints) -> Phrase:
    del case, person
    if term.share is None or not term.usual:
        return ()
    times, share = Quoted(f"{term.share / term.usual:.1f}"), Quoted(f"{100 * term.share:.1f} %")
    return phrase(times, " times the usual share, ", share)


def _usual(case: RoutingCase, person: DeveloperId, term: TermPoints) -> Phrase:
    del case, person
    return phrase("does ", Quoted(f"{100 * (term.share or 0.0):.1f} %"), " of the reviewing here")


def _idle(case: RoutingCase, person: DeveloperId, term: TermPoints) -> Phrase:
    del term
    days = case.lift.idle_days(person)
    if days is None:
        return ()
    whole = round(days)
    return phrase(Quoted(str(whole)), f" {word_of(whole, 'day')} ago")


_SAYS: Final[Mapping[str, Callable[[RoutingCase, DeveloperId, TermPoints], Phrase]]] = {
    "usual": _usual,
    "idle": _idle,
}
