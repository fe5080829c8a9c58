"""Who is suggested, who comes next, and who is left out?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.agents.review_evidence.classic import ClassicRanking
from teammemory_bot.agents.review_evidence.declared import ownerships
from teammemory_bot.agents.review_evidence.eligible import Eligibility
from teammemory_bot.agents.review_evidence.facts import Fact, facts_about
from teammemory_bot.agents.review_evidence.points import terms_of
from teammemory_bot.agents.review_evidence.status import status_of
from teammemory_bot.agents.review_evidence.teams import team_of
from teammemory_bot.domain.codeowners import OwnerKind
from teammemory_bot.domain.finding import (
    Band,
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Phrase,
    Severity,
    Term,
    phrase,
)
from teammemory_bot.domain.identity import Developer
from teammemory_bot.domain.policy import Profile
from teammemory_bot.scoring.lift import Ranked

SUGGESTED: Final = "suggested-reviewer"
ALTERNATE: Final = "alternate-reviewer"
NOT_SUGGESTED: Final = "not-suggested"
MAX_FACTS: Final = 2
MAX_ALTERNATES: Final = 2
MAX_LEFT_OUT: Final = 5

_CONFIDENCE: Final = {
    Band.STRONG: Confidence.HIGH,
    Band.GOOD: Confidence.MEDIUM,
    Band.WEAK: Confidence.LOW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One ranked person, with what speaks for and against."""

    place: int
    person: Developer
    score: float
    band: Band | None
    against: Phrase


class Candidates:
    """The ranked people of one change, in order."""

    def __init__(self, case: RoutingCase) -> None:
        self._case = case
        self._eligibility = Eligibility(case)
        self._classic = ClassicRanking(case) if case.pr.policy.profile is Profile.CLASSIC else None
        owned = ownerships(case)
        self._owners = {one.person.id for one in owned if one.person is not None}
        self._owning_teams = [one.owner.name for one in owned if one.owner.kind is OwnerKind.TEAM]

    def all(self) -> Iterator[Candidate]:
        """Yield everybody, best first."""
        everybody = self._classic.ranked() if self._classic else self._case.ranked
        for place, ranked in enumerate(everybody, start=1):
            yield self._candidate(place, ranked)

    def wanted(self) -> int:
        """Return how many suggestions are still of use: who is asked by hand counts."""
        state = self._case.pr.live_review
        asked = {*(state.requested or ()), *(state.reviewed or ())}
        teams = state.requested_teams or ()
        return max(0, self._case.pr.policy.max_suggestions - len(asked) - len(teams))

    def findings(self) -> Iterator[Finding]:
        """Yield the suggestions, then the alternates, then who is left out before them."""
        wanted = self.wanted()
        suggested = alternates = 0
        left_out: list[Candidate] = []
        for candidate in self.all():
            if suggested == wanted and alternates == MAX_ALTERNATES:
                break
            if candidate.against:
                left_out.append(candidate)
                continue
            facts = self._facts(candidate.person)
            if not facts:
                continue  # nothing can be shown for the rank: it is not said
            if suggested < wanted:
                suggested += 1
                yield self._suggestion(candidate, facts, rule=SUGGESTED)
            else:
                alternates += 1
                yield self._suggestion(candidate, facts, rule=ALTERNATE)
        yield from map(self._left_out, left_out[:MAX_LEFT_OUT])

    def eligible(self) -> Iterator[Developer]:
        """Yield whom nothing speaks against, best first."""
        return (one.person for one in self.all() if not one.against)

    def fittest_of(self, logins: frozenset[str]) -> Iterator[Developer]:
        """Yield whom of a team nothing of their own speaks against, best first."""
        for one in self.all():
            is_in_it = one.person.login is not None and one.person.login.lower() in logins
            if is_in_it and not self._eligibility.reason_of_their_own(one.person):
                yield one.person

    def explained(self, candidate: Candidate, *, rule: str) -> Finding:
        """Return everything that is known of a candidate's rank."""
        if candidate.against:
            return self._left_out(candidate)
        return self._suggestion(candidate, self._facts(candidate.person, most=9), rule=rule)

    def _candidate(self, place: int, ranked: Ranked) -> Candidate:
        person = self._case.person(ranked.person)
        return Candidate(
            place=place,
            person=person,
            score=ranked.score,
            band=None if self._classic else self._case.bands[ranked.person],
            against=self._eligibility.reason_against(person),
        )

    def _facts(self, person: Developer, *, most: int = MAX_FACTS) -> list[Fact]:
        return facts_about(self._case, person)[:most]

    def _terms(self, person: Developer) -> tuple[Term, ...]:
        if self._classic:
            return self._classic.terms_of(person.id)
        return terms_of(self._case, person.id)

    def _suggestion(self, candidate: Candidate, facts: list[Fact], *, rule: str) -> Finding:
        said = [fact.says for fact in facts]
        if candidate.person.id in self._owners:
            said.append(phrase("declared owner"))
        team = team_of(candidate.person, self._owning_teams, self._case.pr.live_review)
        if team is not None:
            said.append(phrase("in the declared owner team ", Code(team)))
        return Finding(
            rule=rule,
            severity=Severity.INFO,
            confidence=_CONFIDENCE[candidate.band] if candidate.band else Confidence.MEDIUM,
            phrase=phrase("fits" if rule == SUGGESTED else "would fit as well"),
            facts=tuple(said),
            evidence=_evidence(facts),
            claims=tuple(claim for fact in facts for claim in fact.claims),
            status=status_of(self._case, self._eligibility, candidate.person),
            person=candidate.person,
            band=candidate.band,
            score=candidate.score,
            terms=self._terms(candidate.person),
            is_detail=rule != SUGGESTED,
        )

    def _left_out(self, candidate: Candidate) -> Finding:
        return Finding(
            rule=NOT_SUGGESTED,
            severity=Severity.INFO,
            confidence=Confidence.HIGH,
            phrase=phrase("not suggested: ", *candidate.against),
            evidence=_evidence([]),
            person=candidate.person,
            score=candidate.score,
            terms=self._terms(candidate.person),
            is_detail=True,
        )


def _evidence(facts: list[Fact]) -> tuple[Evidence, ...]:
    found = tuple(dict.fromkeys(one for fact in facts for one in fact.evidence))
    return found or (Evidence(kind=EvidenceKind.MEMORY, reference="who wrote and reviewed what"),)
