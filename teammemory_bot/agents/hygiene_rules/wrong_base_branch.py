"""Does the pull request aim at a branch that takes pull requests?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
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
from teammemory_bot.agents.hygiene_rules.wording import in_code
from teammemory_bot.domain.finding import Code, Quoted, Severity, phrase
from teammemory_bot.domain.pattern import Glob
from teammemory_bot.domain.policy import HygienePolicy

_POLICY: Final = HygienePolicy(base_branches=(Glob("main"), Glob("release/*")))

RULE: Final = Rule(
    id="wrong-base-branch",
    severity=Severity.MEDIUM,
    title="A pull request aims at a branch that takes them",
    why="What lands on a forgotten branch is reviewed, merged, and never released.",
    remedy="Change the base branch at the top of the pull request.",
    triggers=Example(base_branch="old-main", policy=_POLICY),
    quiet=Example(base_branch="release/2.1", policy=_POLICY),
    past_triggers=PastExample(
        changes=(ExampleChange(title="Show the age", number=42, base_branch="old"),), policy=_POLICY
    ),
    past_quiet=PastExample(
        changes=(ExampleChange(title="Show the age", number=42),), policy=_POLICY
    ),
)


def check(case: PullCase) -> Checked:
    """Fail when the configured list of base branches does not hold the one aimed at."""
    allowed, base = case.policy.base_branches, case.pr.base_branch
    if not allowed:
        return skips("the configuration names no base branches")
    if not base:
        return skips("a local range aims at no branch")
    if any(glob.matches(base) for glob in allowed):
        return passes(f"{base} takes pull requests")
    return fails(
        RULE,
        case,
        phrase("Aims at ", Code(base)),
        facts=(phrase("which takes no pull requests."),),
        asks=phrase("Change the base to ", *in_code([glob.source for glob in allowed]), "."),
        reason=f"{base} is not among the base branches",
    )


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each pull request of which the API told where it aimed."""
    allowed = past.hygiene.base_branches
    if not allowed:
        yield left_aside("the configuration names no base branches")
        return
    for pull in past.pulls:
        if not pull.base_branch:
            yield undecided("where the pull request aimed is not known")
        elif any(glob.matches(pull.base_branch) for glob in allowed):
            yield kept(pull.at, past.component_of(pull.seq))
        else:
            yield broken(
                the_pull(pull.number),
                phrase(Quoted(pull.title), " aimed at ", Code(pull.base_branch)),
                at=pull.at,
                component=past.component_of(pull.seq),
            )
