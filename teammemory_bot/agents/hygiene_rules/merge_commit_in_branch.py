"""Is the branch free of merges that clutter its history?"""

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
    the_commit,
    the_pull,
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
from teammemory_bot.domain.finding import Evidence, EvidenceKind, Quoted, Severity, phrase

RULE: Final = Rule(
    id="merge-commit-in-branch",
    severity=Severity.LOW,
    title="A branch is rebased, not merged into",
    why=(
        "A merge of the base into the branch hides which lines were resolved by hand, and makes"
        " `git bisect` and `git revert` harder once the branch has landed."
    ),
    remedy="Rebase the branch onto its base, or squash it when it lands.",
    triggers=Example(merges=("Merge branch 'main' into session-age",)),
    quiet=Example(),
    past_triggers=PastExample(
        changes=(
            ExampleChange(
                title="Show the age", number=42, commits=("Show it",), merges=("Merge main",)
            ),
        )
    ),
    past_quiet=PastExample(
        changes=(ExampleChange(title="Show the age", number=42, commits=("Show it",)),)
    ),
)


def check(case: PullCase) -> Checked:
    """Fail when the branch holds merge commits; in the folded part, since a squash makes it good."""
    if not case.pr.commits:
        return skips("the branch holds no commits")
    merges = [commit for commit in case.pr.commits if commit.is_merge]
    if not merges:
        return passes("no merge commit in the branch")
    return fails(
        RULE,
        case,
        phrase("Merge commits in the branch: ", *in_code([c.sha[:7] for c in merges])),
        asks=phrase("Rebase the branch, or squash it when it lands."),
        reason="the branch holds merge commits",
        evidence=tuple(Evidence(kind=EvidenceKind.COMMIT, reference=c.sha) for c in merges[:20]),
        is_detail=True,
    )


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each change that landed by a merge: the merged branch holds no merge itself."""
    merged = [step for step in past.steps if step.seq in past.merged_changes]
    if not merged:
        yield left_aside("nothing lands by a merge here")
        return
    for step in merged:
        if step.seq not in past.changes_with_inner_merges:
            yield kept(step.at, past.component_of(step.seq))
            continue
        yield broken(
            the_commit(step.sha) if step.pull is None else the_pull(step.pull),
            phrase(Quoted(step.title), " brought merge commits along"),
            at=step.at,
            component=past.component_of(step.seq),
        )
