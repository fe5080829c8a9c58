"""Did every change come through a pull request?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
    the_commit,
)
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample, Rule
from teammemory_bot.domain.finding import Quoted, Severity, phrase

_WINDOW: Final = 200
_CUSTOMARY: Final = 0.5
"""Share of the newest changes that must have come by pull request for a direct commit to stand out."""


_USUAL: Final = tuple(ExampleChange(title=f"Step {n}", number=n) for n in range(1, 6))

RULE: Final = Rule(
    id="orphan-commit",
    severity=Severity.LOW,
    title="A change comes through a pull request",
    why="A commit pushed straight to the branch has no discussion, no review and no checks.",
    remedy="Require pull requests in the rules of the branch.",
    past_triggers=PastExample(changes=(*_USUAL, ExampleChange(title="Fix it at night"))),
    past_quiet=PastExample(changes=(*_USUAL, ExampleChange(title="Fix it", number=6))),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each change where pull requests are customary: it has a number."""
    newest = past.steps[-_WINDOW:]
    if sum(step.pull is not None for step in newest) < _CUSTOMARY * len(newest) or not newest:
        yield left_aside("pull requests are not customary here")
        return
    for step in past.steps[1:]:  # the first commit of a repository has nothing to be merged into
        if step.pull is not None:
            yield kept(step.at, past.component_of(step.seq))
        elif past.is_bot(step.author):
            yield left_aside("written by a bot")
        else:
            yield broken(
                the_commit(step.sha),
                phrase(Quoted(step.title), " came without a pull request"),
                at=step.at,
                component=past.component_of(step.seq),
            )
