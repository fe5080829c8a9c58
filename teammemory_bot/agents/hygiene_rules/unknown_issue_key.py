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
from teammemory_bot.agents.hygiene_rules.tracker import must_be_known, why_not_known
from teammemory_bot.agents.hygiene_rules.wording import in_code
from teammemory_bot.domain.finding import Evidence, EvidenceKind, Severity, phrase
from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import KeyKind
from teammemory_bot.domain.key_habit import kind_of_key

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
    wrong = [key for key in missing if must_be_known(key, case.memory)]
    if not wrong:
        return is_unknown(why_not_known(missing[0], case.memory))
    return fails(
        RULE,
        case,
        phrase("Unknown issue ", *in_code(wrong)),
        facts=(phrase("the tracker was read beyond this number and does not know it."),),
        asks=phrase("Correct the number."),
        reason=f"{wrong[0]} is not in the tracker",
        evidence=tuple(_evidence(wrong)),
    )


def _evidence(keys: list[IssueKey]) -> Iterator[Evidence]:
    for key in keys:
        yield Evidence(kind=EvidenceKind.MEMORY, reference=key, note="not in the tracker")
