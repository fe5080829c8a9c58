"""Does a revert say why?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
    the_commit,
    the_pull,
    undecided,
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
from teammemory_bot.domain.finding import Evidence, EvidenceKind, Quoted, Severity, phrase
from teammemory_bot.domain.markdown_mask import without_comments
from teammemory_bot.domain.records import BodyState

RULE: Final = Rule(
    id="unexplained-revert",
    severity=Severity.MEDIUM,
    title="A revert says why",
    why=(
        "A revert is the team's clearest lesson. Without its reason the same change comes back, and"
        " so does the failure."
    ),
    remedy="Say in the description what went wrong.",
    triggers=Example(
        title='Revert "Show the session\'s age"',
        body="Reverts octo-org/app#41",
        commits=('Revert "Show the session\'s age"',),
    ),
    quiet=Example(
        title='Revert "Show the session\'s age"',
        body="Reverts octo-org/app#41\n\nThe age was that of the browser, not of the session.",
        commits=('Revert "Show the session\'s age"',),
    ),
    past_triggers=PastExample(
        changes=(
            ExampleChange(title="Show the age", number=41),
            ExampleChange(title='Revert "Show the age"', number=42, body=BodyState.EMPTY),
        )
    ),
    past_quiet=PastExample(
        changes=(
            ExampleChange(title="Show the age", number=41),
            ExampleChange(title='Revert "Show the age"', number=42),
        )
    ),
)
_REVERT: Final = re.compile(r"^(?:Revert\b|revert:)")
_SAYS_ONLY_WHAT: Final = re.compile(
    r"^(?:This reverts (?:commit|PR|pull request)\b.*|Reverts? \S+[#@]?\S*|Reopens? \S+|[0-9a-f]{7,64}\.?"
    r"|[A-Z][A-Za-z-]+-[Bb]y:.*|Change-Id:.*|\(cherry picked from.*)$"
)


def check(case: PullCase) -> Checked:
    """Fail when the title starts with `Revert` and neither body nor commits give a reason."""
    pr = case.pr
    if not _REVERT.match(pr.title):
        return skips("the pull request takes nothing back")
    texts = [pr.body or "", *(commit.body for commit in pr.commits)]
    if any(_reasons(text) for text in texts):
        return passes("the revert gives a reason")
    return fails(
        RULE,
        case,
        phrase("A revert without its reason"),
        facts=(phrase("in the description or the commits."),),
        asks=phrase("Say what went wrong, so that it is not tried again the same way."),
        reason="looked at the description and the commits' messages: only what is taken back",
        evidence=tuple(_evidence(case)),
    )


def _reasons(text: str) -> list[str]:
    lines = (line.strip() for line in without_comments(text).splitlines())
    return [line for line in lines if re.search(r"\w", line) and not _SAYS_ONLY_WHAT.match(line)]


def _evidence(case: PullCase) -> Iterator[Evidence]:
    for commit in case.pr.commits[:20]:
        yield Evidence(kind=EvidenceKind.COMMIT, reference=commit.sha)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each revert that came by a pull request: its description is not empty."""
    bodies = {pull.number: pull.body for pull in past.pulls}
    reverts = [step for step in past.steps if step.is_revert]
    if not reverts:
        yield left_aside("nothing was taken back")
        return
    for step in reverts:
        body = bodies.get(step.pull, BodyState.UNKNOWN) if step.pull else BodyState.UNKNOWN
        if body is BodyState.PRESENT:
            yield kept(step.at, past.component_of(step.seq))
        elif body is BodyState.UNKNOWN:
            yield undecided("its description is not known")
        else:
            yield broken(
                the_pull(step.pull) if step.pull else the_commit(step.sha),
                phrase(Quoted(step.title), " gives no reason"),
                at=step.at,
                component=past.component_of(step.seq),
            )
