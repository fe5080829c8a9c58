"""Was an issue's tracker read so far that the memory can speak about it?"""

from __future__ import annotations

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import KeyKind
from teammemory_bot.domain.key_habit import kind_of_key, project_of_key
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.context import TrackerReading
from teammemory_bot.domain.records import Tracker


def must_be_known(key: IssueKey, memory: Memory) -> bool:
    """Tell whether the tracker was read so far that the issue, if there is one, is in the memory."""
    reading = _reading(key, memory)
    number = int(key.replace("#", "-").rpartition("-")[2])
    return reading.is_complete and number <= reading.highest


def why_not_known(key: IssueKey, memory: Memory) -> str:
    """Return why nothing certain can be said of an issue that the memory does not hold."""
    reading = _reading(key, memory)
    if reading.read_until is None:
        return f"the tracker of {key} was never read"
    if not reading.is_complete:
        return f"the tracker of {key} has not been read back to its beginning yet"
    return f"{key} may be newer than what was read of its tracker"


def _reading(key: IssueKey, memory: Memory) -> TrackerReading:
    tracker = Tracker.GITHUB if kind_of_key(key) is KeyKind.GITHUB else Tracker.JIRA
    return memory.reading_of(tracker, project=project_of_key(key))
