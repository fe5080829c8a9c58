"""What did an API tell of one pull request? Answers for the skeptic."""

from __future__ import annotations

from teammemory_bot.domain.identity import IssueKey, PullNumber
from teammemory_bot.domain.questions.second_look import ToldPull
from teammemory_bot.store.questions.asked import Asked


class SecondLookQuestions(Asked):
    """Single records from an API."""

    def has_told_pulls(self) -> bool:
        """Tell whether any pull request came from an API."""
        return bool(self.rows("second_look.any_told_pull"))

    def told_pull(self, number: PullNumber) -> ToldPull | None:
        """Return what an API told of a pull request; None where none did."""
        found = self.rows("second_look.told_author", number=number)
        if not found:
            return None
        ((author, title),) = found
        reviewers = self.rows("second_look.told_reviewers", number=number)
        issues = self.rows("second_look.told_issues", number=number)
        return ToldPull(
            title=title,
            author=None if author is None else self.developer(author),
            reviewers=tuple(self.developer(reviewer) for (reviewer,) in reviewers),
            issues=frozenset(IssueKey(key) for (key,) in issues),
        )
