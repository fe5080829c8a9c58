"""Does the memory know which account each author is?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    undecided,
)
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample, Rule
from teammemory_bot.domain.finding import Evidence, EvidenceKind, Quoted, Severity, phrase
from teammemory_bot.support.clock import SECONDS_PER_DAY

_ACTIVE_DAYS: Final = 365


RULE: Final = Rule(
    id="unresolved-identity",
    severity=Severity.LOW,
    title="Every active author is joined with an account",
    why=(
        "An author without an account cannot be suggested or asked, and somebody with two names counts"
        " as two people."
    ),
    remedy="Add the person to `.mailmap`, or the address to the GitHub account; see `teammemory identities`.",
    past_triggers=PastExample(
        changes=(
            ExampleChange(title="Begin", number=1),
            ExampleChange(title="Show the age", author="Somebody Else"),
        ),
    ),
    past_quiet=PastExample(changes=(ExampleChange(title="Begin", number=1),)),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each human who wrote or reviewed in the last year, once any account is known."""
    people = [p for p in past.developers if p.last_at >= past.now - _ACTIVE_DAYS * SECONDS_PER_DAY]
    if not any(pull.is_told for pull in past.pulls):
        yield undecided("GitHub was not read: no accounts are known")
        return
    for person in people:
        developer = past.memory.developer(person.id)
        if developer.login:
            yield kept()
        else:
            who = Evidence(kind=EvidenceKind.MEMORY, reference="no account")
            yield broken(who, phrase(Quoted(developer.name), " is joined with no account"))
