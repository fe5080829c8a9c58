"""How much does the memory hold as of a change?"""

from __future__ import annotations

from teammemory_bot.domain.identity import PullNumber, Sha
from teammemory_bot.domain.questions.holdings import Holdings
from teammemory_bot.store.questions.asked import Asked


class HoldingsQuestions(Asked):
    """What a run says about its own foundation."""

    def holdings(self) -> Holdings:
        """Return how much the memory holds."""
        tip = self.rows("holdings.tip")
        ((commits,),) = self.rows("holdings.commits")
        ((changes, pull_requests),) = self.rows("holdings.changes")
        ((issues,),) = self.rows("holdings.issues")
        return Holdings(
            tip=Sha(tip[0][0]) if tip else None,
            commits=commits,
            changes=changes,
            pull_requests=pull_requests,
            issues=issues,
        )

    def landing_of(self, number: PullNumber) -> Sha | None:
        """Return the commit by which a pull request landed, if it did."""
        rows = self.rows("holdings.landing", number=number)
        return Sha(rows[0][0]) if rows else None
