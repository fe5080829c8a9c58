"""Is every pull request that landed linked to an issue?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
    the_pull,
)
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample, Rule
from teammemory_bot.agents.hygiene_rules.wording import no_issue
from teammemory_bot.domain.finding import Quoted, Severity, phrase
from teammemory_bot.domain.key_habit import prefix_of

_KEYED: Final = tuple(
    ExampleChange(title=f"PROJ-{number} Keep sessions short", number=number - 90)
    for number in range(101, 111)
)

RULE: Final = Rule(
    id="pull-request-without-issue",
    severity=Severity.MEDIUM,
    title="Every pull request is linked to an issue",
    why=(
        "The pull request tells how, the issue tells why. Without the link the memory holds half of"
        " the story."
    ),
    remedy="Name the issue in the title or description; a closed pull request may still be edited.",
    past_triggers=PastExample(changes=(*_KEYED, ExampleChange(title="Show the age", number=42))),
    past_quiet=PastExample(
        changes=(*_KEYED, ExampleChange(title="PROJ-123 Show the age", number=42))
    ),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each pull request that landed: itself or one of its commits names an issue."""
    if not past.are_keys_expected:
        yield left_aside(
            f"{past.habit.with_key} of the last {past.habit.changes} changes name an issue:"
            " that is no habit here, and the configuration asks for none"
        )
        return
    for pull in past.pulls:
        keys = past.keys_by_change.get(pull.seq, set()).union(pull.keys)
        if past.shows_reason(keys) or past.is_named_in(pull.title):
            yield kept(pull.at, past.component_of(pull.seq))
        elif past.is_bot(pull.author):
            yield left_aside("opened by a bot")
        elif prefix_of(pull.title) in past.habit.keyless_prefixes:
            yield left_aside("titled as a kind that names no issue here, as a rule")
        else:
            yield broken(
                the_pull(pull.number),
                phrase(Quoted(pull.title), *no_issue(keys)),
                at=pull.at,
                component=past.component_of(pull.seq),
            )
