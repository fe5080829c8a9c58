"""How far down is GitHub's past remembered, over all runs? Said on each comment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.conversation import ConversationStore
from teammemory_bot.ingest.sweep import BACK_FILL, BackFill

GITHUB_PULLS: Final = "github-pulls"
"""The source whose cursors say it: pull requests carry their reviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullsReach:
    """How far down the pull requests and reviews of GitHub were read, over all runs."""

    has_begun: bool
    is_complete: bool
    down_to: int | None
    """The oldest update that was met, UTC seconds; None: nothing yet, or all there is."""


def github_pulls_reach(store: ConversationStore) -> PullsReach:
    """Return how far GitHub's past is remembered."""
    stored = store.cursors(GITHUB_PULLS).get(BACK_FILL)
    state = BackFill.from_text(stored) if stored else None
    if state is None:
        return PullsReach(has_begun=False, is_complete=False, down_to=None)
    down_to = None if state.is_done else state.low
    return PullsReach(has_begun=True, is_complete=state.is_done, down_to=down_to)
