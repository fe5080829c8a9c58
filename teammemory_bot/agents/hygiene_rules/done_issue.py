"""Is the named issue still open for work?"""

from __future__ import annotations

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
from teammemory_bot.agents.hygiene_rules.tracker import why_not_known
from teammemory_bot.agents.hygiene_rules.wording import in_code
from teammemory_bot.domain.finding import Evidence, EvidenceKind, Quoted, Severity, phrase
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
    """Tell whether an issue takes no further work, by its category or the team's status names."""
    if issue.status_category in {"done", "closed"}:
        return True
    return not issue.status_category and issue.status.strip().lower() in policy.done_statuses
