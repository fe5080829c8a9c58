"""Was every pull request reviewed by somebody else before it landed?"""

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
    id="merged-without-review",
    severity=Severity.MEDIUM,
    title="A pull request is reviewed by somebody else before it lands",
    why=(
        "What one person wrote and nobody read is known to one person. A review spreads the knowledge"
        " and leaves a discussion that the memory can point to."
    ),
    remedy="Require one approving review in the rules of the branch.",
    past_triggers=PastExample(
        changes=(
            ExampleChange(title="Begin", number=1, reviewers=("Ben Olsen",)),
            ExampleChange(title="Show the age", number=2),
        ),
    ),
    past_quiet=PastExample(
        changes=(
            ExampleChange(title="Begin", number=1, reviewers=("Ben Olsen",)),
            ExampleChange(title="Show the age", number=2, reviewers=("Chi Nguyen",)),
        ),
    ),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each pull request that the API told of: a review by anybody but its author exists."""
    if not past.reviews:
        yield undecided(
            "no reviews are in the memory: GitHub was not read, and no trailer names one"
        )
        return
    for pull in past.pulls:
        if not pull.is_told and pull.number not in past.reviews:
            yield undecided("only the history shows this pull request; its reviews were not read")
        elif any(review.reviewer != pull.author for review in past.reviews.get(pull.number, ())):
            yield kept(pull.at, past.component_of(pull.seq))
        elif past.is_bot(pull.author):
            yield left_aside("opened by a bot")
        else:
            yield broken(
                the_pull(pull.number),
                phrase(Quoted(pull.title), " landed without a review"),
                at=pull.at,
                component=past.component_of(pull.seq),
            )
