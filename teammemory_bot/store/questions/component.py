"""What are parts of the code made of? Answers in one pass each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import DeveloperId, IssueKey, PullNumber, RepoPath, Sha
from teammemory_bot.domain.identity_resolution import Proof
from teammemory_bot.domain.questions.component import FileNow, IssueTalk, PullTalk, Step, Touch
from teammemory_bot.store.questions.asked import Asked

Value = TypeVar("Value")


class ComponentQuestions(Asked):
    """The questions of `domain/questions/component.py`."""

    def files_now(self) -> tuple[FileNow, ...]:
        """Return the files that exist, by number."""
        kinds = {kind.value: kind for kind in FileKind}
        rows = self.rows("component.living_files")
        return tuple(FileNow(number, RepoPath(path), kinds[kind]) for number, path, kind in rows)

    def steps_since(self, since: int) -> tuple[Step, ...]:
        """Return the changes since a time, oldest first."""
        return tuple(
            Step(
                seq=row[0],
                sha=Sha(row[1]),
                at=row[2],
                title=row[3],
                author=DeveloperId(row[4]),
                pull=None if row[5] is None else PullNumber(row[5]),
                fix_rule=row[6],
                is_revert=bool(row[7]),
                n_files=row[8],
            )
            for row in self.rows("component.changes_since", since=since)
        )

    def changes_written_by(self, author: DeveloperId, *, most: int) -> int:
        """Return how many changes somebody wrote, counted up to `most`."""
        ((count,),) = self.rows("component.changes_of_author", author=author, most=most)
        return int(count)

    def touches(self, since: int) -> list[Touch]:
        """Return which files the changes since a time touched, in no order."""
        return [Touch(*row) for row in self.rows("component.touches_since", since=since)]

    def keys_by_change(self, since: int) -> dict[int, tuple[IssueKey, ...]]:
        """Return which issues the changes since a time name."""
        rows = self.rows("component.keys_of_changes_since", since=since)
        return _grouped((seq, IssueKey(key)) for seq, key in rows)

    def reviewers_by_change(self, since: int) -> dict[int, tuple[tuple[DeveloperId, int], ...]]:
        """Return who reviewed the changes since a time, and when last."""
        rows = self.rows("component.reviews_of_changes", since=since)
        return _grouped((seq, (DeveloperId(who), at)) for seq, who, at in sorted(rows))

    def joined_by_name(self) -> frozenset[DeveloperId]:
        """Return who holds an identity that nothing but the same full name makes theirs."""
        rows = self.rows("component.joined_by_name", proof=Proof.NAME.value)
        return frozenset(DeveloperId(number) for (number,) in rows)

    def talk_of_pulls(self, *, until: int) -> dict[PullNumber, PullTalk]:
        """Return how much was said about pull requests until a time."""
        rows = self.rows("component.talk_of_pulls", until=until)
        return {PullNumber(number): PullTalk(who, comments) for number, who, comments in rows}

    def talk_of_issues(self, *, until: int) -> tuple[IssueTalk, ...]:
        """Return who commented on which issue until a time."""
        rows = self.rows("component.comments_on_issues", until=until)
        talk = [IssueTalk(IssueKey(key), DeveloperId(who), n, at) for key, who, n, at in rows]
        return tuple(sorted(talk))


def _grouped(pairs: Iterable[tuple[int, Value]]) -> dict[int, tuple[Value, ...]]:
    """Return the values of each change, in the order in which they came."""
    lists: defaultdict[int, list[Value]] = defaultdict(list)
    for seq, value in pairs:
        lists[seq].append(value)
    return {seq: tuple(values) for seq, values in lists.items()}
