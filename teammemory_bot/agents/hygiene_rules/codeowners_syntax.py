"""Does CODEOWNERS say what it means?"""

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
from teammemory_bot.domain.finding import Code, Severity, Words, phrase

_CATCH_ALL: Final = frozenset(("*", "/", "**", "/**"))
"""Lines for whatever nothing else matches, which may well be nothing today."""
_CHANGES: Final = (ExampleChange(title="Begin"),)

RULE: Final = Rule(
    id="codeowners-syntax",
    severity=Severity.MEDIUM,
    title="Every line of CODEOWNERS takes effect",
    why=(
        "GitHub silently skips a line that it cannot read, and a line whose files a later line takes"
        " over decides nothing. In both cases nobody is asked, and nobody is told."
    ),
    remedy="Correct the line, or move it below the line that overrides it.",
    past_triggers=PastExample(changes=_CHANGES, codeowners="src/auth/ @ana\nsrc/ @ben\n"),
    past_quiet=PastExample(changes=_CHANGES, codeowners="* @ben\nsrc/auth/ @ana\n"),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each line: it can be read, matches a file, and is not overridden for all of them."""
    owners = past.codeowners
    if owners is None:
        yield left_aside("the base branch has no CODEOWNERS")
        return
    here = the_file(owners.path)
    for error in owners.errors:
        yield broken(here, phrase(f"Line {error.line}: ", Words(error.reason)))
    paths = [file.path for file in past.files]
    decided = {rule.line for path in paths if (rule := owners.rule_for(path))}
    for rule in owners.rules:
        if rule.line in decided or rule.pattern in _CATCH_ALL:
            yield kept()
        elif any(rule.matches(path) for path in paths):
            says = phrase(
                f"Line {rule.line}: ", Code(rule.pattern), " is overridden by later lines"
            )
            yield broken(here, says)
        else:
            yield broken(
                here, phrase(f"Line {rule.line}: ", Code(rule.pattern), " matches no file")
            )
