"""Does the issue that the pull request names exist?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.rule import (
    Checked,
    Example,
    Rule,
    fails,
    is_unknown,
    passes,
    skips,
)
from teammemory_bot.agents.hygiene_rules.wording import in_code
from teammemory_bot.domain.finding import Evidence, EvidenceKind, Severity, phrase
from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import KeyKind
from teammemory_bot.domain.key_habit import kind_of_key, project_of_key
from teammemory_bot.domain.questions.context import TrackerReading
from teammemory_bot.domain.records import Tracker

_ISSUES: Final = (("PROJ-120", "Open"), ("PROJ-123", "In Progress"), ("PROJ-140", "Open"))

RULE: Final = Rule(
    id="unknown-issue-key",
    severity=Severity.MEDIUM,
    title="The named issue exists",
    why="A key that its tracker does not know is a slip, and leads whoever follows it nowhere.",
    remedy="Correct the number.",
    triggers=Example(title="PROJ-132 Show the session's age", issues=_ISSUES),
    quiet=Example(title="PROJ-123 Show the session's age", issues=_ISSUES),
)


def check(case: PullCase) -> Checked:
    """Fail for a key that cannot exist; unknown where the tracker was not read far enough."""
    keys = [key for key in case.keys.distinct if kind_of_key(key) is not KeyKind.PATTERN]
    if not keys:
        return skips("no key is shown")
    missing = [key for key in keys if case.memory.issue_of(key) is None]
    if not missing:
        return passes(f"{keys[0]} exists")
    readings = {key: _reading(case, key) for key in missing}
    wrong = [key for key in missing if _must_be_known(key, readings[key])]
    if not wrong:
        return is_unknown("; ".join(_why(key, readings[key]) for key in missing[:1]))
    return fails(
        RULE,
        case,
        phrase("Unknown issue ", *in_code(wrong)),
        facts=(phrase("the tracker was read beyond this number and does not know it."),),
        asks=phrase("Correct the number."),
        reason=f"{wrong[0]} is not in the tracker",
        evidence=tuple(_evidence(wrong)),
    )


def _reading(case: PullCase, key: IssueKey) -> TrackerReading:
    tracker = Tracker.GITHUB if kind_of_key(key) is KeyKind.GITHUB else Tracker.JIRA
    return case.memory.reading_of(tracker, project=project_of_key(key))


def _must_be_known(key: IssueKey, reading: TrackerReading) -> bool:
    """Tell whether the tracker was read so far that an existing issue would be in the memory."""
    number = int(key.replace("#", "-").rpartition("-")[2])
    return reading.is_complete and number <= reading.highest


def _why(key: IssueKey, reading: TrackerReading) -> str:
    if reading.read_until is None:
        return f"the tracker of {key} was never read"
    if not reading.is_complete:
        return f"the tracker of {key} has not been read back to its start yet"
    return f"{key} may be newer than the memory of its tracker"


def _evidence(keys: list[IssueKey]) -> Iterator[Evidence]:
    for key in keys:
        yield Evidence(kind=EvidenceKind.MEMORY, reference=key, note="not in the tracker")
