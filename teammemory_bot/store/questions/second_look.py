"""What is on record about one change, and what did an API tell of one pull request? For those who doubt."""

from __future__ import annotations

from teammemory_bot.domain.identity import DeveloperId, IssueKey, PullNumber, RepoPath, Sha
from teammemory_bot.domain.questions.second_look import ToldPull
from teammemory_bot.domain.recorded_change import RecordedChange, RecordedCommit, RecordedFile
from teammemory_bot.store.questions.asked import Asked


class SecondLookQuestions(Asked):
    """Single records from an API."""

    def recorded_change(self, number: int) -> RecordedChange | None:
        """Return all that is on record about one change; None: there is none of that number."""
        found = self.rows("second_look.recorded_change", number=number)
        if not found:
            return None
        ((sha, at, is_counted),) = found
        return RecordedChange(
            seq=number,
            sha=Sha(sha),
            at=at,
            commits={
                Sha(commit): RecordedCommit(DeveloperId(author), subject)
                for commit, author, subject in self.rows(
                    "second_look.recorded_commits", number=number
                )
            },
            files={
                RepoPath(path): RecordedFile(*values)
                for path, *values in self.rows("second_look.recorded_files", number=number)
            },
            has_counts=bool(is_counted),
        )

    def forgotten_people(self) -> frozenset[DeveloperId]:
        """Return the rows that stand for people who were forgotten."""
        return frozenset(
            DeveloperId(number) for (number,) in self.rows("second_look.forgotten_people")
        )

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
