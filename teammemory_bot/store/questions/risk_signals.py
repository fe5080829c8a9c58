"""What else is on record about a file or change? Answers that carry no points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from teammemory_bot.domain.identity import IssueKey, PullNumber, RepoPath
from teammemory_bot.domain.questions.risk_signals import (
    Deployment,
    LinkedIssue,
    OpenPull,
    Repair,
)
from teammemory_bot.domain.risk_history import FileId
from teammemory_bot.store.questions.asked import Asked


class RiskSignalQuestions(Asked):
    """The questions of `domain/questions/risk_signals.py`."""

    def issues_of(self, seq: int) -> tuple[LinkedIssue, ...]:
        """Return the issues that a change's commits or pull request name, by key."""
        return tuple(
            LinkedIssue(IssueKey(key), summary, kind)
            for key, summary, kind in self.rows("risk_signals.issues_of_change", number=seq)
        )

    def incidents_on(self, file: FileId) -> tuple[tuple[int, LinkedIssue], ...]:
        """Return changes of the file, newest first, that name an incident, with the incident."""
        return tuple(
            (seq, LinkedIssue(IssueKey(key), summary, kind))
            for seq, key, summary, kind in self.rows("risk_signals.incidents_on_file", file_id=file)
        )

    def failed_deployments_on(self, file: FileId) -> tuple[Deployment, ...]:
        """Return failed deployments of changes that touched the file, newest first."""
        return tuple(
            Deployment(seq, environment, at)
            for seq, environment, at in self.rows(
                "risk_signals.failed_deployments_on_file", file_id=file
            )
        )

    def open_pulls_on(self, paths: Iterable[RepoPath]) -> tuple[OpenPull, ...]:
        """Return the open pull requests that change some of these paths, by number."""
        titles: dict[int, str] = {}
        found: defaultdict[int, list[RepoPath]] = defaultdict(list)
        for path in sorted(set(paths)):
            for number, title in self.rows("risk_signals.open_pulls_on_path", path=path):
                titles[number] = title
                found[number].append(path)
        return tuple(
            OpenPull(PullNumber(number), titles[number], tuple(found[number]))
            for number in sorted(found)
        )

    def repairs_on(self, file: FileId) -> tuple[Repair, ...]:
        """Return later changes that name a change of the file as what they repair, newest first."""
        return tuple(
            Repair(*row) for row in self.rows("risk_signals.repairs_on_file", file_id=file)
        )

    def discussed_on(self, file: FileId, *, since: int, last: int) -> tuple[int, ...]:
        """Return the changes of a file since a time that were discussed most, most first."""
        rows = self.rows("risk_signals.discussed_on_file", file_id=file, since=since, most=last)
        return tuple(seq for seq, comments in rows if comments)
