"""Which links do people write here? Answers for the hygiene rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from teammemory_bot.domain.identity import IssueKey, PullNumber
from teammemory_bot.domain.key_habit import ChangeKeys
from teammemory_bot.store.questions.asked import Asked


class HygieneQuestions(Asked):
    """The links that people write."""

    def keys_of_newest_changes(self, last: int) -> tuple[ChangeKeys, ...]:
        """Return titles and issue keys of the newest changes, the newest first."""
        titles = self.rows("hygiene.titles_of_newest_changes", last=last)
        if not titles:
            return ()
        keys: defaultdict[int, list[IssueKey]] = defaultdict(list)
        for seq, key in self.rows("hygiene.keys_since", first=titles[-1][0]):
            keys[seq].append(IssueKey(key))
        return tuple(ChangeKeys(title=title, keys=tuple(keys[seq])) for seq, title in titles)

    def pulls_among(self, numbers: Iterable[int]) -> frozenset[PullNumber]:
        """Return which of the numbers are pull requests."""
        found = (self.rows("hygiene.pull", number=number) for number in numbers)
        return frozenset(PullNumber(number) for rows in found for (number,) in rows)
