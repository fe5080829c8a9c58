"""Where in this part of the code is risk, and why did it change so often?

Files are scored as the design does: churn + bug fixes * 100 + contributors * 25 + changes * 5, over the
window. All numbers are about files and changes, never about a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from teammemory_bot.agents.answers.component_past import ComponentPast, component_past
from teammemory_bot.agents.answers.errors import NotInMemory
from teammemory_bot.agents.answers.wording import counted, link_to_change, link_to_issue, listed
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.finding import Code, Number, Phrase, Quoted, phrase
from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.policy import Component
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.component import FileNow, Step
from teammemory_bot.domain.reply import Reply, ReplyItem, ReplyList
from teammemory_bot.scoring.classic_risk import classic_score
from teammemory_bot.support.clock import SECONDS_PER_DAY

QUESTION: Final = "component-risk"
WINDOW_DAYS: Final = 90
MAX_FILES: Final = 10
MAX_LINKS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _FileRisk:
    file: FileNow
    changes: int
    fixes: int
    reverts: int
    people: int
    churn: int
    score: float
    fixing: tuple[Step, ...]


def component_risk(
    name: str,
    memory: Memory,
    *,
    now: int,
    configured: Sequence[Component] = (),
    window_days: int = WINDOW_DAYS,
) -> Reply:
    """Return the riskiest files of a component, and what its changes were about."""
    past = component_past(
        name, memory, since=now - window_days * SECONDS_PER_DAY, configured=configured
    )
    risks = sorted(_risks(past, memory), key=lambda risk: (-risk.score, risk.file.path))
    return Reply(
        question=QUESTION,
        title=phrase("Risk in ", Code(past.name), f", last {window_days} days"),
        fields=tuple(_fields(past, memory)),
        lists=(
            ReplyList(
                title="Files",
                items=tuple(_item(risk) for risk in risks[:MAX_FILES]),
                is_ranked=True,
                empty="no source file changed",
                more=max(0, len(risks) - MAX_FILES),
            ),
            ReplyList(title="Why it changed", items=tuple(_reasons(past, memory))),
        ),
    )


def why_it_changed(
    name: str, memory: Memory, *, now: int, configured: Sequence[Component] = ()
) -> Reply:
    """Return only what a component's changes of the window were about; empty for no component."""
    try:
        past = component_past(
            name, memory, since=now - WINDOW_DAYS * SECONDS_PER_DAY, configured=configured
        )
    except NotInMemory:
        return Reply(question=QUESTION)
    return Reply(
        question=QUESTION,
        title=phrase("Why ", Code(past.name), f" changed, last {WINDOW_DAYS} days"),
        fields=tuple(_fields(past, memory)),
        lists=(ReplyList(title="Why it changed", items=tuple(_reasons(past, memory))),),
    )


def _fields(past: ComponentPast, memory: Memory) -> Iterator[tuple[str, Phrase]]:
    people = {step.author for step in past.steps if not memory.developer(step.author).is_bot}
    yield (
        "Changes",
        phrase(Number(len(past.steps)), " by ", *counted(len(people), "person", "people")),
    )
    if len(past.steps) > 1 and len(people) == 1:
        yield "Note", phrase("one person made all of them: somebody else should know this code too")


def _risks(past: ComponentPast, memory: Memory) -> Iterator[_FileRisk]:
    churn: Counter[int] = Counter()
    for touches in past.touched.values():
        for touch in touches:
            churn[touch.file] += (touch.added or 0) + (touch.deleted or 0)
    for number, steps in past.by_file().items():
        file = past.files[number]
        if file.kind is not FileKind.SOURCE:
            continue
        people = {step.author for step in steps if not memory.developer(step.author).is_bot}
        fixing = tuple(step for step in steps if step.fix_rule)
        yield _FileRisk(
            file=file,
            changes=len(steps),
            fixes=len(fixing),
            reverts=sum(step.is_revert for step in steps),
            people=len(people),
            churn=churn[number],
            fixing=fixing,
            score=classic_score(
                churn=churn[number],
                bug_count=len(fixing),
                contributor_count=len(people),
                commit_count=len(steps),
            ),
        )


def _item(risk: _FileRisk) -> ReplyItem:
    fixes = counted(risk.fixes, "bug fix", "bug fixes")
    links = listed(link_to_change(s.sha, s.pull) for s in risk.fixing[-MAX_LINKS:])
    reverts = phrase(", ", *counted(risk.reverts, "revert")) if risk.reverts else ()
    return ReplyItem(
        says=phrase(Code(risk.file.path), f" — score {risk.score:.1f}"),
        details=(
            phrase(
                *counted(risk.changes, "change"), ", ", *fixes, *reverts, ", ",
                *counted(risk.people, "contributor"), ", churn ", Number(risk.churn),
            ),
            *([phrase("fixed in ", *links)] if links else []),
        ),
        data=(
            ("path", risk.file.path),
            ("score", risk.score),
            ("changes", risk.changes),
            ("bug_fixes", risk.fixes),
            ("reverts", risk.reverts),
            ("contributors", risk.people),
            ("churn", risk.churn),
        ),
    )  # fmt: skip


def _reasons(past: ComponentPast, memory: Memory) -> Iterator[ReplyItem]:
    """Yield what the changes were about: bug fixes, reverts, and the issues named most."""
    fixes = [step for step in past.steps if step.fix_rule]
    reverts = [step for step in past.steps if step.is_revert]
    for one, kind, steps in (("bug fix", "bug fixes", fixes), ("revert", "reverts", reverts)):
        if steps:
            links = listed(link_to_change(s.sha, s.pull) for s in steps[-MAX_LINKS:])
            says = phrase(
                Number(len(steps)), " of ", *counted(len(past.steps), "change"),
                f" is a {one} (" if len(steps) == 1 else f" are {kind} (", *links, ")",
            )  # fmt: skip
            yield ReplyItem(says=says, data=(("reason", kind), ("changes", len(steps))))
    named = memory.keys_by_change(past.steps[0].at) if past.steps else {}
    counts = Counter(key for step in past.steps for key in named.get(step.seq, ()))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for key, count in ranked[:MAX_LINKS]:
        if count > 1:
            yield ReplyItem(
                says=phrase(
                    *counted(count, "change"), " for ", link_to_issue(key), *_summary(key, memory)
                ),
                data=(("issue", key), ("changes", count)),
            )


def _summary(key: IssueKey, memory: Memory) -> Phrase:
    issue = memory.issue_of(key)
    return phrase(" ", Quoted(issue.summary)) if issue and issue.summary else ()
