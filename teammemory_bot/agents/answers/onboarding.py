"""What should somebody who is new to this part of the code read, and why?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from teammemory_bot.agents.answers.component_past import ComponentPast, component_past
from teammemory_bot.agents.answers.experts import experts_of
from teammemory_bot.agents.answers.reading import (
    IssueReading,
    Reading,
    issue_readings,
    readings_of,
    why_read,
)
from teammemory_bot.agents.answers.wording import (
    counted,
    day,
    link_to_change,
    link_to_issue,
    name_of,
)
from teammemory_bot.domain.finding import Code, Phrase, Quoted, phrase
from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import without_number
from teammemory_bot.domain.policy import Component
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.risk import FileTouch
from teammemory_bot.domain.reply import Reply, ReplyItem, ReplyList

QUESTION: Final = "onboarding"
MAX_READ: Final = 5
MAX_FILES: Final = 5
MAX_PEOPLE: Final = 3


def onboarding(
    name: str, memory: Memory, *, now: int, configured: Sequence[Component] = ()
) -> Reply:
    """Return the most telling issues, pull requests and files of a component, and whom to ask."""
    past = component_past(name, memory, since=0, configured=configured)
    readings = readings_of(past, memory, now=now)
    issues = issue_readings(readings, memory)
    return Reply(
        question=QUESTION,
        title=phrase("Start here in ", Code(past.name)),
        lists=(
            ReplyList(
                title="Issues to read",
                items=tuple(_issue_item(issue, memory) for issue in issues[:MAX_READ]),
                is_ranked=True,
                empty="no change of it names one",
            ),
            ReplyList(
                title="Pull requests to read",
                items=tuple(_item(reading) for reading in readings[:MAX_READ]),
                is_ranked=True,
                empty="none touched it",
            ),
            ReplyList(title="Files to know", items=tuple(_files(past))),
            ReplyList(title="Whom to ask", items=tuple(_people(past, memory, now))),
        ),
    )


def _item(reading: Reading) -> ReplyItem:
    step = reading.step
    return ReplyItem(
        says=phrase(
            link_to_change(step.sha, step.pull), " ", Quoted(without_number(step.title, step.pull))
        ),
        details=(phrase(*why_read(reading), f"; landed {day(step.at)}"),),
        data=(
            ("sha", step.sha),
            ("pull", step.pull),
            ("title", step.title),
            ("value", round(reading.value, 3)),
        ),
    )


def _issue_item(issue: IssueReading, memory: Memory) -> ReplyItem:
    return ReplyItem(
        says=phrase(link_to_issue(issue.key), *_about(issue.key, memory)),
        details=(phrase("named by ", *counted(issue.changes, "change"), " here"),),
        data=(("issue", issue.key), ("changes", issue.changes), ("value", round(issue.value, 3))),
    )


def _about(key: IssueKey, memory: Memory) -> Phrase:
    known = memory.issue_of(key)
    if known is None or not known.summary:
        return ()
    status = phrase(" [", Quoted(known.status), "]") if known.status else ()
    return phrase(" ", Quoted(known.summary), *status)


def _files(past: ComponentPast) -> list[ReplyItem]:
    changes = {number: len(steps) for number, steps in past.by_file().items()}
    ranked = sorted(changes.items(), key=lambda item: (-item[1], past.files[item[0]].path))
    return [
        ReplyItem(
            says=phrase(Code(past.files[number].path), " (", *counted(count, "change"), ")"),
            data=(("path", past.files[number].path), ("changes", count)),
        )
        for number, count in ranked[:MAX_FILES]
    ]


def _people(past: ComponentPast, memory: Memory, now: int) -> list[ReplyItem]:
    experts = experts_of(_touches(past), memory, now=now, without=frozenset())
    return [
        ReplyItem(
            says=name_of(expert.person),
            data=(("name", expert.person.name), ("login", expert.person.login)),
        )
        for expert in experts[:MAX_PEOPLE]
    ]


def _touches(past: ComponentPast) -> list[FileTouch]:
    return [
        FileTouch(
            seq=step.seq,
            at=step.at,
            author=step.author,
            is_by_bot=False,
            fix_rule=step.fix_rule,
            is_revert=step.is_revert,
            n_source_files=0,
            added=touch.added,
            deleted=touch.deleted,
        )
        for step in past.steps
        for touch in past.touched[step.seq]
    ]
