"""Can every declared owner be asked for a review?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
    the_file,
    undecided,
)
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample, Rule
from teammemory_bot.domain.codeowners import Owner, OwnerKind
from teammemory_bot.domain.finding import Code, Severity, phrase

_CHANGES: Final = (ExampleChange(title="Begin"),)

RULE: Final = Rule(
    id="codeowner-not-requestable",
    severity=Severity.MEDIUM,
    title="Every declared owner can be asked for a review",
    why="GitHub silently ignores owners without write access: their files are in nobody's care.",
    remedy="Give the owner write access, or name somebody else in CODEOWNERS.",
    past_triggers=PastExample(
        changes=_CHANGES, codeowners="* @gone\n", requestable=("ana-silva", "ben-olsen")
    ),
    past_quiet=PastExample(
        changes=_CHANGES, codeowners="* @ana-silva\n", requestable=("ana-silva", "ben-olsen")
    ),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each distinct owner, where it is known who has write access."""
    if past.codeowners is None:
        yield left_aside("the base branch has no CODEOWNERS")
        return
    if past.requestable is None:
        yield undecided("who has write access was not asked of GitHub")
        return
    here = the_file(past.codeowners.path)
    for owner in distinct_owners(past):
        if owner.kind is OwnerKind.EMAIL:
            yield undecided("an e-mail address: whose account it is, only GitHub knows")
        elif owner.name.lower() in past.requestable:
            yield kept()
        else:
            yield broken(here, phrase(Code(owner.name), " cannot be asked for a review"))


def distinct_owners(past: MemoryPast) -> list[Owner]:
    """Return the declared owners, each once, in the order of the file."""
    rules = past.codeowners.rules if past.codeowners else ()
    return list(dict.fromkeys(owner for rule in rules for owner in rule.owners))
