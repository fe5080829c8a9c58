"""Is the branch free of merges that clutter its history?"""

from __future__ import annotations

from typing import Final

from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.rule import Checked, Example, Rule, fails, passes, skips
from teammemory_bot.agents.hygiene_rules.wording import in_code
from teammemory_bot.domain.finding import Evidence, EvidenceKind, Severity, phrase

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
