"""Is every declared owner still here?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.codeowner_not_requestable import distinct_owners
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
from teammemory_bot.domain.codeowners import OwnerKind
from teammemory_bot.domain.finding import Code, Severity, phrase
from teammemory_bot.support.clock import SECONDS_PER_DAY
from teammemory_bot.support.counted import counted

RULE: Final = Rule(
    id="codeowner-inactive",
    severity=Severity.MEDIUM,
    title="Every declared owner is still active",
    why="A review that is asked of somebody who left waits for ever.",
    remedy="Name somebody in CODEOWNERS who still works on these files.",
    past_triggers=PastExample(
        changes=(
            ExampleChange(title="Begin", number=1, author="Chi Nguyen", days_ago=400),
            ExampleChange(title="Show the age", number=2),
        ),
        codeowners="* @chi-nguyen\n",
    ),
    past_quiet=PastExample(
        changes=(ExampleChange(title="Begin", number=1),), codeowners="* @ana-silva\n"
    ),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each owner who is a user: wrote or reviewed within the configured days."""
    if past.codeowners is None:
        yield left_aside("the base branch has no CODEOWNERS")
        return
    days = past.hygiene.stale_owner_days
    last = {
        login.lower(): person.last_at
        for person in past.developers
        if (login := past.login_of(person.id))
    }
    here = the_file(past.codeowners.path)
    for owner in distinct_owners(past):
        if owner.kind is not OwnerKind.USER:
            yield left_aside("a team or an e-mail address: its members are not known here")
        elif owner.name.lower() not in last:
            yield undecided("the memory knows no activity under this login")
        elif last[owner.name.lower()] >= past.now - days * SECONDS_PER_DAY:
            yield kept()
        else:
            says = phrase(
                Code(owner.name), f" was last active more than {counted(days, 'day')} ago"
            )
            yield broken(here, says)
