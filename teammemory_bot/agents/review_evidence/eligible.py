"""Who of the ranked people may be suggested, and why not the others?

The ranking knows who fits; it does not know who is asked already, who is away, or who does not want
to be asked. Nobody is left out without a reason that can be read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.agents.review_evidence.teams import team_of
from teammemory_bot.domain.finding import Code, Phrase, phrase
from teammemory_bot.domain.identity import Developer, DeveloperId

GONE_DAYS: Final = 365
"""Who did nothing here for a year is taken to be gone, if anybody else is not."""


class Eligibility:
    """Says who is left out of the suggestions for one change."""

    def __init__(self, case: RoutingCase) -> None:
        self._case = case
        self._policy = case.pr.policy
        self._state = case.pr.live_review
        self._is_anybody_here = any(not self._is_gone(one.person) for one in case.ranked)

    def reason_against(self, person: Developer) -> Phrase:
        """Return why the person is not suggested; empty: nothing speaks against it."""
        return self.reason_of_their_own(person) or self._is_asked_with_a_team(person)

    def reason_of_their_own(self, person: Developer) -> Phrase:
        """Return the same, without regard to teams that are asked."""
        return (
            self._has_a_part(person)
            or self._is_excluded(person)
            or self._is_asked(person)
            or self._is_away(person)
            or self._is_busy(person)
            or self._has_no_access(person)
            or self._has_enough(person)
            or self._left(person)
        )

    def requests(self, person: Developer) -> int | None:
        """Return for how many reviews the person is asked elsewhere; None: not known."""
        counts = self._state.open_requests
        if counts is None or person.login is None:
            return None
        by_login = {login.lower(): count for login, count in counts.items()}
        return by_login.get(person.login.lower(), 0)

    def _has_a_part(self, person: Developer) -> Phrase:
        return phrase("has a part in this change") if person.id in self._case.writers else ()

    def _is_excluded(self, person: Developer) -> Phrase:
        is_named = bool(names_of(person) & self._policy.excluded_people)
        return phrase("is not to be suggested, by configuration") if is_named else ()

    def _is_asked(self, person: Developer) -> Phrase:
        state = self._state
        for logins, says in (
            (state.requested, "is asked already"),
            (state.reviewed, "reviewed it already"),
            (state.asked_before, "was asked before"),
        ):
            if person.login and person.login.lower() in {one.lower() for one in logins or ()}:
                return phrase(says)
        return ()

    def _is_asked_with_a_team(self, person: Developer) -> Phrase:
        team = team_of(person, sorted(self._state.requested_teams or ()), self._state)
        return phrase("is asked already, with the team ", Code(team)) if team else ()

    def _is_away(self, person: Developer) -> Phrase:
        for absence in self._policy.reviewers.absences:
            if absence.person in names_of(person) and self._case.pr.as_of < absence.until:
                return phrase("is away until ", Code(absence.last_day))
        return ()

    def _has_no_access(self, person: Developer) -> Phrase:
        known = {login.lower() for login in self._state.without_access or ()}
        is_known = person.login is not None and person.login.lower() in known
        return phrase("has no access to this repository") if is_known else ()

    def _is_busy(self, person: Developer) -> Phrase:
        busy = {login.lower(): until for login, until in (self._state.busy or {}).items()}
        if person.login is None or person.login.lower() not in busy:
            return ()
        until = busy[person.login.lower()]
        if until is None:
            return phrase("is busy, by their status on GitHub")
        return phrase("is busy until ", Code(day_of(until)), ", by their status on GitHub")

    def _has_enough(self, person: Developer) -> Phrase:
        policy, count = self._policy.reviewers, self.requests(person)
        caps = [cap for name, cap in policy.caps if name in names_of(person)]
        cap = min(caps) if caps else policy.max_open_reviews
        is_full = cap is not None and count is not None and count >= cap
        return phrase("is asked for as many reviews as the team allows") if is_full else ()

    def _left(self, person: Developer) -> Phrase:
        is_gone = self._is_anybody_here and self._is_gone(person.id)
        return phrase("did nothing here for more than a year") if is_gone else ()

    def _is_gone(self, number: DeveloperId) -> bool:
        idle = self._case.lift.idle_days(number)
        return idle is None or idle > GONE_DAYS


def names_of(person: Developer) -> frozenset[str]:
    """Return by what configuration may name a person."""
    names = (person.login, person.name)
    return frozenset(name.lower() for name in names if name)


def day_of(seconds: int) -> str:
    """Return the day of a moment, UTC: `2026-03-01`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
