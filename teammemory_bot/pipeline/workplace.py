"""The real things that one run works with."""

from __future__ import annotations

from dataclasses import dataclass

from teammemory_bot.domain.identity import Sha
from teammemory_bot.plumbing.attributes import PathKinds
from teammemory_bot.plumbing.checkout import Checkout
from teammemory_bot.plumbing.own_repository import OwnRepository
from teammemory_bot.store.store import Store
from teammemory_bot.support.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """The real things that one run works with."""

    checkout: Checkout
    own: OwnRepository
    store: Store
    branch_tip: Sha
    kind_of: PathKinds
    """What is at each path, as the followed branch has it; a change's own head has no say."""
    trace: Trace
    repository_url: str | None = None
    jira_url: str | None = None
