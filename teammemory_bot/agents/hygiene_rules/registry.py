"""Which rules are there, in the order in which their results are shown?

A new rule is one module and one line here: in `PULL_RULES` if it has a `check`, in `MEMORY_RULES` if it
has an `audit`.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.agents.hygiene_rules import (
    codeowner_inactive,
    codeowner_not_requestable,
    codeowners_syntax,
    commit_without_issue_key,
    done_issue,
    done_issue_without_commit,
    empty_description,
    file_without_component,
    foreign_issue_key,
    memory_gap,
    merge_commit_in_branch,
    merged_without_review,
    missing_issue_key,
    orphan_commit,
    oversized_change,
    pull_request_without_issue,
    self_merged,
    unexplained_revert,
    unknown_issue_key,
    unresolved_identity,
    wrong_base_branch,
)
from teammemory_bot.agents.hygiene_rules.rule import MemoryRule, PullRule, Rule

PULL_RULES: Final[tuple[PullRule, ...]] = (
    missing_issue_key,
    foreign_issue_key,
    unknown_issue_key,
    done_issue,
    wrong_base_branch,
    unexplained_revert,
    empty_description,
    oversized_change,
    commit_without_issue_key,
    merge_commit_in_branch,
)
MEMORY_RULES: Final[tuple[MemoryRule, ...]] = (
    commit_without_issue_key,
    pull_request_without_issue,
    empty_description,
    done_issue_without_commit,
    file_without_component,
    foreign_issue_key,
    unknown_issue_key,
    done_issue,
    merged_without_review,
    self_merged,
    orphan_commit,
    unexplained_revert,
    oversized_change,
    merge_commit_in_branch,
    wrong_base_branch,
    codeowners_syntax,
    codeowner_not_requestable,
    codeowner_inactive,
    unresolved_identity,
    memory_gap,
)


def all_rules() -> tuple[Rule, ...]:
    """Return every rule's card once: those of pull requests first."""
    cards = [rule.RULE for rule in PULL_RULES] + [rule.RULE for rule in MEMORY_RULES]
    return tuple({card.id: card for card in cards}.values())
