"""Does the issue that the pull request names exist?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    the_commit,
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
from teammemory_bot.agents.hygiene_rules.tracker import must_be_known, why_not_known
from teammemory_bot.agents.hygiene_rules.wording import in_code
from teammemory_bot.domain.finding import Code, Evidence, EvidenceKind, Quoted, Severity, phrase
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
    past_triggers=PastExample(
        changes=(ExampleChange(title="PROJ-132 Show the age"),),
        issues=_ISSUES,
        projects=frozenset(["PROJ"]),
    ),
    past_quiet=PastExample(
        changes=(ExampleChange(title="PROJ-123 Show the age"),),
        issues=_ISSUES,
        projects=frozenset(["PROJ"]),
    ),
)


def check(case: PullCase) -> Checked:
    """Fail for a key that cannot exist; unknown where the tracker was not read far enough."""
    keys = [key for key in case.keys.distinct if kind_of_key(key) is not KeyKind.PATTERN]
    if not keys:
        return skips("no key is shown")
    missing = [key for key in keys if case.memory.issue_of(key) is None]
    if not missing:
        return passes(f"{keys[0]} exists{_moved(keys, case)}")
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


def _moved(keys: list[IssueKey], case: PullCase) -> str:
    """Return which of the keys are old ones: their issues were moved to another project."""
    known = [issue for key in keys if (issue := case.memory.issue_of(key))]
    moved = [f"{issue.key} is {issue.moved_to} now" for issue in known if issue.moved_to]
    return f"; {', '.join(moved)}" if moved else ""


def _evidence(keys: list[IssueKey]) -> Iterator[Evidence]:
    for key in keys:
        yield Evidence(kind=EvidenceKind.MEMORY, reference=key, note="not in the tracker")


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each own key that a commit names: its tracker knows the issue."""
    if not any(issue.is_known for issue in past.issues.values()):
        yield undecided("no tracker was read")
        return
    certain: dict[IssueKey, bool] = {}
    for commit in past.commits:
        for key in past.own_keys(commit.keys):
            if past.issues[key].is_known:
                yield kept(commit.at, past.component_of(commit.seq))
                continue
            if key not in certain:
                certain[key] = must_be_known(key, past.memory)
            if not certain[key]:
                yield undecided("its tracker was not read far enough")
                continue
            yield broken(
                the_commit(commit.sha),
                phrase(
                    Quoted(commit.subject), " names ", Code(key), ", which is not in the tracker"
                ),
                at=commit.at,
                component=past.component_of(commit.seq),
            )
