"""Did somebody else than its author let each pull request land?"""

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
    undecided,
)
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample, Rule
from teammemory_bot.domain.finding import Quoted, Severity, phrase

RULE: Final = Rule(
    id="self-merged",
    severity=Severity.LOW,
    title="A pull request that its author merges was approved by somebody",
    why="Merging one's own change without an approval goes around the second pair of eyes.",
    remedy="Ask for an approval, or let the reviewer merge.",
    past_triggers=PastExample(
        changes=(ExampleChange(title="Show the age", number=2, merged_by="Ana Silva"),),
    ),
    past_quiet=PastExample(
        changes=(
            ExampleChange(
                title="Show the age", number=2, merged_by="Ana Silva", reviewers=("Ben Olsen",)
            ),
        ),
    ),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each pull request of which the API told who merged it."""
    if not any(pull.merged_by for pull in past.pulls):
        yield undecided("GitHub was not read: who merged is not known")
        return
    for pull in past.pulls:
        if pull.merged_by is None:
            yield undecided("who merged is not known")
        elif past.is_bot(pull.author):
            yield left_aside("opened by a bot")
        elif pull.merged_by != pull.author or any(
            review.has_approved and review.reviewer != pull.author
            for review in past.reviews.get(pull.number, ())
        ):
            yield kept(pull.at, past.component_of(pull.seq))
        else:
            yield broken(
                the_pull(pull.number),
                phrase(Quoted(pull.title), " was merged by its author, approved by nobody"),
                at=pull.at,
                component=past.component_of(pull.seq),
            )
