"""Is the named issue still open for work?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
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
    is_unknown,
    passes,
    skips,
)
from teammemory_bot.agents.hygiene_rules.tracker import why_not_known
from teammemory_bot.agents.hygiene_rules.wording import in_code
from teammemory_bot.domain.finding import Code, Evidence, EvidenceKind, Quoted, Severity, phrase
from teammemory_bot.domain.policy import KeyPolicy
from teammemory_bot.domain.questions.context import KnownIssue

RULE: Final = Rule(
    id="done-issue",
    severity=Severity.LOW,
    title="The named issue is still open",
    why="Work on an issue that is done is easily overlooked: nobody watches it any more.",
    remedy="Reopen the issue, or name the one that asks for this change.",
    triggers=Example(
        title="PROJ-123 Show the session's age",
        issues=(("PROJ-123", "Done"),),
    ),
    quiet=Example(
        title="PROJ-123 Show the session's age",
        issues=(("PROJ-123", "In Progress"),),
    ),
    past_triggers=PastExample(
        changes=(ExampleChange(title="PROJ-123 Show the age", number=42),),
        issues=(("PROJ-123", "Done"),),
        projects=frozenset(["PROJ"]),
    ),
    past_quiet=PastExample(
        changes=(ExampleChange(title="PROJ-123 Show the age", number=42),),
        issues=(("PROJ-123", "In Progress"),),
        projects=frozenset(["PROJ"]),
    ),
)


def check(case: PullCase) -> Checked:
    """Fail when every named issue that is known is done."""
    keys = case.keys.distinct
    if not keys:
        return skips("no key is shown")
    known = [issue for key in keys if (issue := case.memory.issue_of(key))]
    if not known:
        return is_unknown(why_not_known(keys[0], case.memory))
    if not all(is_done(issue, case.policy.keys) for issue in known):
        return passes(f"{known[0].key} is open")
    return fails(
        RULE,
        case,
        phrase(*in_code([issue.key for issue in known]), " is already ", Quoted(known[0].status)),
        asks=phrase("Reopen it, or name the issue that asks for this change."),
        reason=f"{known[0].key} is {known[0].status}",
        evidence=tuple(Evidence(kind=EvidenceKind.ISSUE, reference=i.key) for i in known),
    )


def is_done(issue: KnownIssue, policy: KeyPolicy) -> bool:
    """Tell whether an issue takes no further work."""
    return is_done_status(issue.status, issue.status_category, policy)


def is_done_status(status: str, category: str, policy: KeyPolicy) -> bool:
    """Tell whether a status means that an issue is done, by its category or the team's names."""
    if category in {"done", "closed"}:
        return True
    return not category and status.strip().lower() in policy.done_statuses


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each pull request: not all its issues were done before it was opened."""
    if not any(issue.is_known for issue in past.issues.values()):
        yield undecided("no tracker was read")
        return
    for pull in past.pulls:
        keys = past.own_keys(set(pull.keys) | past.keys_by_change.get(pull.seq, set()))
        known = [past.issues[key] for key in keys if past.issues[key].is_known]
        if not known:
            continue
        if pull.created_at is None:
            yield undecided("when the pull request was opened is not known")
        elif all(i.resolved_at is not None and i.resolved_at < pull.created_at for i in known):
            yield broken(
                the_pull(pull.number),
                phrase(Quoted(pull.title), " was opened when ", Code(known[0].key), " was done"),
                at=pull.at,
                component=past.component_of(pull.seq),
            )
        else:
            yield kept(pull.at, past.component_of(pull.seq))
