"""Which pull requests and issues of a part of the code are most worth reading, and why?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from teammemory_bot.agents.answers.component_past import ComponentPast
from teammemory_bot.agents.answers.wording import counted
from teammemory_bot.domain.finding import Phrase, phrase
from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.component import PullTalk, Step
from teammemory_bot.scoring.reading_value import ReadingFacts, reading_value

_BROAD = 0.1
"""Share of a component's files from which on a change is called broad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A change worth reading, with what makes it so."""

    step: Step
    facts: ReadingFacts
    files: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReading:
    """An issue worth reading: what its changes are worth together."""

    key: IssueKey
    changes: int
    value: float


def readings_of(past: ComponentPast, memory: Memory, *, now: int) -> list[Reading]:
    """Return the component's changes by value for a newcomer, the highest first; bots' aside."""
    talk = memory.talk_of_pulls(until=now)
    reviewers = memory.reviewers_by_change(past.steps[0].at) if past.steps else {}
    readings = []
    for step in past.steps:
        if memory.developer(step.author).is_bot:
            continue
        said = talk.get(step.pull, PullTalk(0, 0)) if step.pull is not None else PullTalk(0, 0)
        files = len({touch.file for touch in past.touched[step.seq]})
        facts = ReadingFacts(
            age_seconds=max(0, now - step.at),
            reviewers=max(said.reviewers, len(reviewers.get(step.seq, ()))),
            comments=said.comments,
            breadth=files / len(past.files),
            alive=files / max(files, step.n_files),
            is_fix=bool(step.fix_rule),
            is_revert=step.is_revert,
        )
        readings.append(Reading(step=step, facts=facts, files=files, value=reading_value(facts)))
    return sorted(readings, key=lambda reading: (-reading.value, -reading.step.seq))


def issue_readings(readings: list[Reading], memory: Memory) -> list[IssueReading]:
    """Return the issues that these changes name, by the value of all their changes together."""
    named = memory.keys_by_change(min((r.step.at for r in readings), default=0))
    values: defaultdict[IssueKey, list[float]] = defaultdict(list)
    for reading in readings:
        for key in named.get(reading.step.seq, ()):
            values[key].append(reading.value)
    issues = [
        IssueReading(key=key, changes=len(found), value=sum(sorted(found)))
        for key, found in values.items()
    ]
    return sorted(issues, key=lambda issue: (-issue.value, issue.key))


def why_read(reading: Reading) -> Phrase:
    """Return the reasons to read about a change, the weightiest first."""
    facts = reading.facts
    reasons: list[Phrase] = []
    if facts.is_revert:
        reasons.append(phrase("takes an earlier change back"))
    if facts.comments:
        reasons.append(
            phrase(
                "discussed in ", *counted(facts.comments, "comment"), " by ",
                *counted(facts.reviewers, "reviewer"),
            )
        )  # fmt: skip
    elif facts.reviewers:
        reasons.append(phrase("reviewed by ", *counted(facts.reviewers, "person", "people")))
    if facts.is_fix:
        reasons.append(phrase("fixed a bug"))
    if facts.breadth >= _BROAD or not reasons:
        reasons.append(phrase("touched ", *counted(reading.files, "file"), " of it"))
    joined = reasons[0]
    for reason in reasons[1:]:
        joined = phrase(*joined, "; ", *reason)
    return joined
