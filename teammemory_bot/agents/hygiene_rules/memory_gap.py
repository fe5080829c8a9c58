"""What does the memory itself lack?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
)
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample, Rule
from teammemory_bot.domain.finding import Code, Evidence, EvidenceKind, Severity, phrase

RULE: Final = Rule(
    id="memory-gap",
    severity=Severity.MEDIUM,
    title="The memory has read its sources to the end",
    why="What was never read cannot be answered, and must not be taken for an answer.",
    remedy="Let the refresh workflow run until every source is complete.",
    past_triggers=PastExample(
        changes=(ExampleChange(title="Begin", number=1),), unread=("github-pulls",)
    ),
    past_quiet=PastExample(changes=(ExampleChange(title="Begin", number=1),)),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each source: its history, and its walk back to the beginning."""
    gap = Evidence(kind=EvidenceKind.MEMORY, reference="not read to the end")
    for reading in past.readings:
        if reading.is_done is False:
            says = phrase(Code(reading.source), " is not read back to its beginning yet")
            yield broken(gap, says)
        else:
            yield kept()
    sources = {reading.source for reading in past.readings}
    is_read = any(source.startswith("github") for source in sources)
    if past.pulls and not is_read and not any(pull.is_told for pull in past.pulls):
        yield broken(gap, phrase("GitHub was never read: reviews and descriptions are missing"))
    if past.habit.projects and not any(i.is_known for i in past.issues.values()):
        yield broken(gap, phrase("Jira was never read: issues are known by their keys only"))
