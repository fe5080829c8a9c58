"""Did every issue that is done leave a commit?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.done_issue import is_done_status
from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
    the_issue,
    undecided,
)
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample, Rule
from teammemory_bot.domain.finding import Code, Quoted, Severity, phrase
from teammemory_bot.domain.key_habit import is_own_key

RULE: Final = Rule(
    id="done-issue-without-commit",
    severity=Severity.LOW,
    title="An issue that is done left a commit",
    why=(
        "An issue that was closed without any commit naming it was either solved elsewhere, dropped,"
        " or its change cannot be found any more."
    ),
    remedy="Name the commit or pull request in the issue, or close it as not done.",
    past_triggers=PastExample(
        changes=(ExampleChange(title="PROJ-1 Begin"),),
        issues=(("PROJ-1", "Done"), ("PROJ-2", "Done")),
        projects=frozenset(["PROJ"]),
    ),
    past_quiet=PastExample(
        changes=(ExampleChange(title="PROJ-1 Begin"),),
        issues=(("PROJ-1", "Done"), ("PROJ-2", "In Progress")),
        projects=frozenset(["PROJ"]),
    ),
)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each issue that its tracker calls done: a commit or pull request names it."""
    if not any(issue.is_known for issue in past.issues.values()):
        yield undecided("no tracker was read")
        return
    named = {key for keys in past.keys_by_change.values() for key in keys}
    named.update(key for pull in past.pulls for key in pull.keys)
    for issue in past.issues.values():
        if not issue.is_known or not is_own_key(issue.key, past.habit.projects):
            continue
        if not is_done_status(issue.status, issue.status_category, past.hygiene.keys):
            yield left_aside("not done yet")
            continue
        at, component = issue.resolved_at or 0, ", ".join(issue.components[:1])
        if issue.key in named:
            yield kept(at, component)
        else:
            says = phrase(Code(issue.key), " is ", Quoted(issue.status), ", and no commit names it")
            yield broken(the_issue(issue.key), says, at=at, component=component)
