"""Is the key that the pull request shows one of the team's projects at all?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.pull_keys import slip_of
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
    the_commit,
)
from teammemory_bot.agents.hygiene_rules.rule import (
    Checked,
    Example,
    ExampleChange,
    PastExample,
    Rule,
    fails,
    passes,
    skips,
)
from teammemory_bot.agents.hygiene_rules.wording import example_key, in_code
from teammemory_bot.domain.finding import Code, Quoted, Severity, phrase
from teammemory_bot.domain.key_habit import project_of_key

_HISTORY: Final = tuple(f"PROJ-{number}: Keep sessions short" for number in range(101, 111))

_PAST: Final = tuple(ExampleChange(title=title) for title in _HISTORY)

RULE: Final = Rule(
    id="foreign-issue-key",
    severity=Severity.MEDIUM,
    title="The named issue belongs to this team",
    why=(
        "A key with a slip in its project leads nowhere, and one of another team's project does not"
        " tell why this code was changed."
    ),
    remedy="Correct the project, or name the issue of this team that the change belongs to.",
    triggers=Example(title="PRJO-123 Show the session's age", history=_HISTORY),
    quiet=Example(
        title="PROJ-123 Show the session's age",
        body="Needed since the library changed in LIB-7.",
        history=_HISTORY,
    ),
    past_triggers=PastExample(changes=(*_PAST, ExampleChange(title="PRJO-123 Show the age"))),
    past_quiet=PastExample(changes=(*_PAST, ExampleChange(title="PROJ-123 Show the age"))),
)


def check(case: PullCase) -> Checked:
    """Fail when all keys shown are foreign; beside an own key, citing others is usual."""
    keys = case.keys
    if not keys.foreign:
        return passes("every key belongs to the team") if keys.own else skips("no key is shown")
    if keys.own:
        return passes(f"{keys.own[0].key} belongs to the team")
    if not case.shows_foreign_keys:
        return skips(keys.why)
    found = keys.foreign[0]
    slip = slip_of(found.project, keys.habit.projects)
    meant = found.key.replace(found.project, slip, 1) if slip else ""
    hint = phrase(" did you mean ", Code(meant), "?") if meant else ()
    return fails(
        RULE,
        case,
        phrase("Foreign issue key ", *in_code(list(dict.fromkeys(m.key for m in keys.foreign)))),
        facts=(phrase(f"in the {found.place}:", *(hint or (" not one of this team's.",))),),
        asks=phrase("Name one such as ", Code(meant or example_key(keys)), " in the title."),
        reason=f"{found.key} in the {found.place} is of no project of this team",
    )


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each commit that names keys: only a likely slip of a project of ours is a failure."""
    if not past.habit.projects:
        yield left_aside("no Jira project is configured or customary here")
        return
    for commit in past.commits:
        if not commit.keys:
            continue
        if past.has_own(commit.keys):
            yield kept(commit.at, past.component_of(commit.seq))
        elif slips := [
            key for key in past.foreign_keys(commit.keys) if past.slip_of(project_of_key(key))
        ]:
            yield broken(
                the_commit(commit.sha),
                phrase(Quoted(commit.subject), " names ", Code(slips[0])),
                at=commit.at,
                component=past.component_of(commit.seq),
            )
