"""Which rules are there, in the order in which their results are shown?

A new rule is one module and one line here.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.agents.hygiene_rules import (
    commit_without_issue_key,
    done_issue,
    empty_description,
    foreign_issue_key,
    merge_commit_in_branch,
    missing_issue_key,
    oversized_change,
    unexplained_revert,
    unknown_issue_key,
    wrong_base_branch,
)
from teammemory_bot.agents.hygiene_rules.rule import PullRule

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
