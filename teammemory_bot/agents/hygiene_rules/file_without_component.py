"""Does every file belong to a component?"""

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
)
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample, Rule
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.finding import Code, Severity, phrase
from teammemory_bot.domain.pattern import Glob
from teammemory_bot.domain.policy import Component

_AUTH: Final = (Component(name="auth", paths=(Glob("src/auth/**"),)),)

RULE: Final = Rule(
    id="file-without-component",
    severity=Severity.LOW,
    title="Every source file belongs to a component",
    why="What belongs to no component is in no answer about one: not in its risk, not in its people.",
    remedy="Add the folder to `components` in the configuration.",
    past_triggers=PastExample(
        changes=(ExampleChange(title="Begin", files=(("src/payment/card.py", 9, 0),)),),
        components=_AUTH,
    ),
    past_quiet=PastExample(
        changes=(ExampleChange(title="Begin", files=(("src/auth/session.py", 9, 0),)),),
        components=_AUTH,
    ),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each source and test file that exists, where the team configured components."""
    if not past.components.is_configured:
        yield left_aside("the configuration names no components: a file's component is its folder")
        return
    for file in past.files:
        if file.kind not in {FileKind.SOURCE, FileKind.TEST}:
            continue
        component = past.components.of(file.path)
        if component:
            yield kept(0, component)
        else:
            says = phrase(Code(file.path), " belongs to no component")
            yield broken(the_file(file.path), says)
