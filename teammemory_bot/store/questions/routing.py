"""Who wrote and reviewed what? Answers for review routing and expertise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter

from teammemory_bot.domain.identity import DeveloperId, RepoPath
from teammemory_bot.domain.past_change import PastChange
from teammemory_bot.domain.questions.routing import EvidenceKeys, ReviewPast, SummedBlock
from teammemory_bot.store import word_index
from teammemory_bot.store.change_columns import (
    ChangeColumns,
    ChangesByPerson,
    Role,
    change_columns,
    packed_changes,
)
from teammemory_bot.store.change_sums import summed_blocks
from teammemory_bot.store.questions.asked import Asked
from teammemory_bot.store.word_index import WordKind, find_changes


class RoutingQuestions(Asked):
    """The past as review routing looks at it."""

    def review_past(self, keys: EvidenceKeys) -> ReviewPast:
        """Return who wrote and reviewed what, with the changes that bear on the keys."""
        changes, newest, bots = self._changes()
        known = min(packed_changes(self._database), self.seq + 1)
        words = (*keys.title_words, *keys.path_words, *keys.directories)
        summed = summed_blocks(self._database, words, before=known)
        found = find_changes(
            self._database,
            {
                WordKind.TITLE: _but_summed(summed, "TITLED", keys.title_words),
                WordKind.PATH: _but_summed(summed, "PATHED", keys.path_words),
                WordKind.DIRECTORY: dict.fromkeys(keys.directories, ()),
            },
            seq=self.seq,
        )
        return ReviewPast(
            at=changes.at,
            n_files=changes.n_files,
            authors=changes.authors,
            n_reviewers=changes.n_reviewers,
            reviewers=changes.reviewers,
            newest=newest,
            written=ChangesByPerson(self._database, Role.WROTE, changes, packed=known),
            reviewed=ChangesByPerson(self._database, Role.REVIEWED, changes, packed=known),
            bots=bots,
            titled=found[WordKind.TITLE],
            pathed=found[WordKind.PATH],
            below=found[WordKind.DIRECTORY],
            touching={key: self._touching(key) for key in keys.files if isinstance(key, int)},
            summed=summed,
        )

    def file_keys(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, int]:
        """Return the memory's numbers of the files that are called so; new paths are left out."""
        return self.file_ids(paths)

    def past_changes(self) -> Sequence[PastChange]:
        """Return every landed change as evidence, oldest first: for replays, not for one answer."""
        changes, _, bots = self._changes()
        reviewers = iter(changes.reviewers)
        span = {"first": 0, "last": self.seq}
        titles: dict[int, str] = dict(self.rows("routing.titles", **span))
        touched = {
            seq: [(path, file) for _, file, path in rows]
            for seq, rows in groupby(self.rows("routing.touched_paths", **span), itemgetter(0))
        }
        lines = {(seq, file): count for seq, file, count in self.rows("routing.line_counts")}
        return [
            PastChange(
                at=changes.at[seq],
                author=author,
                author_is_bot=author in bots,
                reviewers=tuple(islice(reviewers, changes.n_reviewers[seq])),
                title=titles.get(seq, ""),
                n_files=changes.n_files[seq],
                paths=tuple(RepoPath(path) for path, _ in sorted(touched.get(seq, ()))),
                files=tuple(file for _, file in sorted(touched.get(seq, ()))),
                churn=tuple(lines.get((seq, file)) for _, file in sorted(touched.get(seq, ()))),
            )
            for seq, author in enumerate(changes.authors)
        ]

    def _changes(self) -> tuple[ChangeColumns, Mapping[DeveloperId, int], frozenset[DeveloperId]]:
        """Return all changes, everybody's newest, and who is a bot: no bot is among the reviewers."""
        changes, newest = change_columns(self._database, seq=self.seq)
        bots = frozenset(DeveloperId(who) for (who,) in self.rows("routing.bots"))
        changes.leave_out(bots)
        return changes, newest, bots

    def _touching(self, file: int) -> list[int]:
        rows = self.rows("routing.changes_of_file", file_id=file)
        return [seq for (seq,) in rows]


def _but_summed(
    summed: Mapping[tuple[str, str], Sequence[SummedBlock]], signal: str, words: Iterable[str]
) -> dict[str, frozenset[int]]:
    """Return words, and the blocks in which their changes are summed already."""
    return {
        word: frozenset(one.first // word_index.BLOCK for one in summed.get((signal, word), ()))
        for word in words
    }
