"""Who owns the files by declaration? Always named, whatever the ranking says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from teammemory_bot.agents.review_evidence.case import RoutingCase, name_at_base
from teammemory_bot.agents.review_evidence.citation import cited, evidence_of
from teammemory_bot.agents.review_evidence.teams import members_of
from teammemory_bot.domain.change import ChangedFile, Identity
from teammemory_bot.domain.codeowners import CodeOwners, Owner, OwnerKind, OwnerRule
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Phrase,
    Quoted,
    Severity,
    phrase,
)
from teammemory_bot.domain.identity import Developer
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.support.clock import SECONDS_PER_DAY
from teammemory_bot.support.counted import counted

RULE: Final = "code-owner"
MAX_OWNERS: Final = 6
MAX_OF_TEAM: Final = 2
_YEAR_DAYS: Final = 365
_DAYS_OF_TWO_MONTHS: Final = 61
_MONTHS_OF_TWO_YEARS: Final = 24


@dataclass(slots=True)
class Ownership:
    """One declared owner: by which rules, of which files of the change."""

    owner: Owner
    person: Developer | None
    rules: list[OwnerRule]
    files: list[ChangedFile]


def ownerships(case: RoutingCase) -> list[Ownership]:
    """Return the declared owners of the change's files, in the order of the files."""
    declared = case.pr.live_review.code_owners
    found: dict[Owner, Ownership] = {}
    for file in case.files if declared is not None else ():
        rule = declared.rule_for(file.path) if declared is not None else None
        for owner in rule.owners if rule is not None else ():
            if owner not in found:
                found[owner] = Ownership(owner, _person(case, owner), [], [])
            found[owner].files.append(file)
            if rule is not None and rule not in found[owner].rules:
                found[owner].rules.append(rule)
    return list(found.values())


def named_teams(case: RoutingCase) -> tuple[str, ...]:
    """Return the teams that are asked for a review, and those that own a file; each once."""
    asked = sorted(case.pr.live_review.requested_teams or ())
    owning = [one.owner.name for one in ownerships(case) if one.owner.kind is OwnerKind.TEAM]
    seen: dict[str, str] = {}
    for name in (*asked, *owning):
        seen.setdefault(name.lower(), name)
    return tuple(seen.values())


Fittest = Callable[[frozenset[str]], Iterator[Developer]]
"""Yields those of some logins (lower case) who may be asked, best first."""


def owner_findings(case: RoutingCase, fittest: Fittest) -> Iterator[Finding]:
    """Yield one line that names the declared owners; e-mail addresses are never shown."""
    declared = case.pr.live_review.code_owners
    owned = [one for one in ownerships(case) if one.owner.kind is not OwnerKind.EMAIL]
    if declared is None or not owned:
        return
    facts = tuple(_fact(case, one, fittest) for one in owned[:MAX_OWNERS])
    rules = dict.fromkeys(rule for one in owned[:MAX_OWNERS] for rule in one.rules)
    evidence = [_line(case, declared, rule) for rule in rules]
    evidence += [e for one in owned[:MAX_OWNERS] for e in _last_touch(case, one)]
    yield Finding(
        rule=RULE,
        severity=Severity.INFO,
        confidence=Confidence.HIGH,
        phrase=phrase("Declared owners" if len(owned) > 1 else "Declared owner"),
        facts=facts,
        evidence=tuple(dict.fromkeys(evidence)),
    )


def _fact(case: RoutingCase, one: Ownership, fittest: Fittest) -> Phrase:
    """Return `name`, of what, and when the person last touched it, or who of the team knows it best."""
    team = "team " if one.owner.kind is OwnerKind.TEAM else ""
    first = one.files[0].path
    others = " and others" if len(one.files) > 1 else ""
    said = phrase(team, Code(one.owner.name), " (", Code(first), f"{others})")
    if one.owner.kind is OwnerKind.TEAM:
        return phrase(*said, *_best_of_team(case.pr.live_review, one.owner.name, fittest))
    if one.person is None:
        return said
    touched = _last_touch(case, one)
    if not touched:
        return phrase(*said, ", never touched it here")
    days = (case.pr.as_of - case.past.at[_touches(case, one)[-1]]) // SECONDS_PER_DAY
    return phrase(*said, ", last touched it ", Quoted(ago(days)), *cited(touched))


def _best_of_team(state: LiveReview, team: str, fittest: Fittest) -> Phrase:
    """Return who of a team to turn to; of a team that nobody could read, nothing."""
    members = members_of(state, team)
    if members is None:
        return ()
    best = list(islice(fittest(members), MAX_OF_TEAM))
    if not best:
        return phrase(", nobody of which fits")
    named = [(Quoted(one.name), " (", Code(one.login or ""), ")") for one in best]
    parts = [part for one in named for part in (" and ", *one)]
    return phrase(", of which ", *parts[1:], " fit best" if len(best) > 1 else " fits best")


def _last_touch(case: RoutingCase, one: Ownership) -> tuple[Evidence, ...]:
    touches = _touches(case, one)
    return evidence_of(case.memory, touches[-1:])


def _touches(case: RoutingCase, one: Ownership) -> list[int]:
    """Return the changes of the owned files that the person wrote or reviewed, ascending."""
    if one.person is None:
        return []
    own = {*case.past.written(one.person.id), *case.past.reviewed(one.person.id)}
    numbers = (case.numbers.get(name_at_base(file)) for file in one.files)
    touched = {n for number in numbers if number is not None for n in case.past.touching[number]}
    return sorted(own & touched)


def _person(case: RoutingCase, owner: Owner) -> Developer | None:
    if owner.kind is not OwnerKind.USER:
        return None
    return case.memory.developer_of(Identity("", f"{owner.name}@users.noreply.github.com"))


def _line(case: RoutingCase, declared: CodeOwners, rule: OwnerRule) -> Evidence:
    place = f"{declared.path}:{rule.line}-{rule.line}"
    return Evidence(kind=EvidenceKind.LINES, reference=place, at=case.pr.base)


def ago(days: int) -> str:
    """Return how long ago that is, in the unit in which people would say it."""
    if days < 1:
        return "today"
    if days < _DAYS_OF_TWO_MONTHS:
        return f"{counted(days, 'day')} ago"
    months = days * 12 // _YEAR_DAYS
    if months < _MONTHS_OF_TWO_YEARS:
        return f"{counted(months, 'month')} ago"
    return f"{months // 12} years ago"
