"""What do the rules look at? The pull request, the memory, and the keys found once for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from teammemory_bot.agents.hygiene_rules.pull_keys import PullKeys, keys_of_pull
from teammemory_bot.domain.policy import HygienePolicy
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest


@dataclass(frozen=True, kw_only=True)
class PullCase:
    """One pull request before the rules."""

    pr: PullRequest
    memory: Memory

    @property
    def policy(self) -> HygienePolicy:
        """The team's choices for hygiene."""
        return self.pr.policy.hygiene

    @cached_property
    def keys(self) -> PullKeys:
        """The issue keys of the pull request, and what is customary here."""
        return keys_of_pull(self.pr, self.memory)

    @property
    def shows_foreign_keys(self) -> bool:
        """Tell whether keys of others stand where a key of ours is required, and are reported."""
        keys = self.keys
        is_reported = "foreign-issue-key" not in self.policy.disabled_rules
        return is_reported and keys.is_required and not keys.own and bool(keys.foreign)
