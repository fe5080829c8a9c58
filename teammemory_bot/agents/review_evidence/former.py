"""Who knew this code and is not about any more? Their reviews and changes can still be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.agents.review_evidence.citation import MAX_LINKS, cited, evidence_of
from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import Claim, Confidence, Finding, Severity, phrase
from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.support.clock import SECONDS_PER_DAY

RULE: Final = "former-expert"
GONE_DAYS: Final = 180
LEAST_CHANGES: Final = 3
LEAST_SHARE: Final = 0.25
"""Of the files' changes, so that a stroll through old names does not begin."""
_WORDS: Final = {1: "one person", 2: "two people", 3: "three people"}


def former_findings(case: RoutingCase) -> Iterator[Finding]:
    """Yield one line about people who are no longer active, unnamed: the reading is what helps."""
    gone = sorted(_known_to_the_gone(case), reverse=True)
    if not gone:
        return
    newest = [change for change, _ in gone]
    evidence = evidence_of(case.memory, newest[:MAX_LINKS])
    who = _WORDS.get(len(newest), "several people")
    verb = "who is" if len(newest) == 1 else "who are"
    says = phrase(f"Also knew this code: {who} {verb} no longer active")
    yield Finding(
        rule=RULE,
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM,
        phrase=phrase(*says, *cited(evidence, lead="read ")),
        claims=tuple(_claims(case, gone)),
        evidence=evidence,
    )


def _claims(case: RoutingCase, gone: list[tuple[int, DeveloperId]]) -> Iterator[Claim]:
    """Yield what the words claim: each of them had a hand in it, and none is active."""
    since = case.pr.as_of - GONE_DAYS * SECONDS_PER_DAY
    for change, number in gone:
        person = case.person(number)
        yield claims.active_since(person, since=since, value=0)
        for record in evidence_of(case.memory, [change]):
            yield claims.change_is_by(record, person)


def _known_to_the_gone(case: RoutingCase) -> Iterator[tuple[int, DeveloperId]]:
    """Yield who left, and the newest change of the files that they wrote or reviewed."""
    touched = {one for changes in case.past.touching.values() for one in changes}
    people: dict[DeveloperId, list[int]] = {}
    for change in sorted(touched):
        for person in {case.past.authors[change], *case.past.reviewers_of(change)}:
            people.setdefault(person, []).append(change)
    for person, changes in people.items():
        idle = case.lift.idle_days(person)
        is_gone = person not in case.past.bots and idle is not None and idle > GONE_DAYS
        if is_gone and len(changes) >= max(LEAST_CHANGES, LEAST_SHARE * len(touched)):
            yield changes[-1], person
