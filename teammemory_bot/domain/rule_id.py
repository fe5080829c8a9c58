"""Which rules can a team name in its configuration and in `fail-on`? The contract, in one place.

`agents/hygiene_rules/registry.py` holds the rules themselves; a test holds the two lists together.
"""

from __future__ import annotations

from typing import Final

RULE_IDS: Final = (
    "missing-issue-key",
    "unknown-issue-key",
    "foreign-issue-key",
    "done-issue",
    "empty-description",
    "commit-without-issue-key",
    "pull-request-without-issue",
    "done-issue-without-commit",
    "file-without-component",
    "merged-without-review",
    "self-merged",
    "codeowners-syntax",
    "codeowner-not-requestable",
    "codeowner-inactive",
    "oversized-change",
    "merge-commit-in-branch",
    "wrong-base-branch",
    "orphan-commit",
    "unexplained-revert",
    "unresolved-identity",
    "memory-gap",
    "risk-high",
)
