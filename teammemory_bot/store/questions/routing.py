"""Who wrote and reviewed what? Answers for review routing and expertise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from teammemory_bot.domain.identity import DeveloperId, RepoPath
from teammemory_bot.domain.past_change import PastChange
from teammemory_bot.domain.questions.routing import EvidenceKeys, ReviewPast
from teammemory_bot.store.database import Row
from teammemory_bot.store.questions.asked import Asked
from teammemory_bot.store.word_index import WordKind, find_changes


class RoutingQuestions(Asked):
    """The past as review routing looks at it."""

    def review_past(self, keys: EvidenceKeys) -> ReviewPast:
        """Return who wrote and reviewed what, with the changes that bear on the keys."""
        changes = self.rows("routing.changes")
        bots = self._bots()
        authors = self._authors(changes)
        found = find_changes(
            self._database,
            {
                WordKind.TITLE: keys.title_words,
                WordKind.PATH: keys.path_words,
                WordKind.DIRECTORY: keys.directories,
            },
            seq=self.seq,
        )
        return ReviewPast(
            at=[at for at, _, _ in changes],
            n_files=[n for _, n, _ in changes],
            authors=authors,
            reviews=self._reviews(authors, bots),
            bots=bots,
            titled=found[WordKind.TITLE],
            pathed=found[WordKind.PATH],
            below=found[WordKind.DIRECTORY],
            touching={key: self._touching(key) for key in keys.files if isinstance(key, int)},
        )

    def file_keys(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, int]:
        """Return the memory's numbers of the files that are called so; new paths are left out."""
        return self.file_ids(paths)

    def past_changes(self) -> Sequence[PastChange]:
        """Return every landed change as evidence, oldest first: for replays, not for one answer."""
        bots = self._bots()
        changes = self.rows("routing.changes")
        authors = self._authors(changes)
        reviewers: dict[int, list[DeveloperId]] = {}
        for person, seq in self._reviews(authors, bots):
            reviewers.setdefault(seq, []).append(person)
        span = {"first": 0, "last": self.seq}
        titles: dict[int, str] = dict(self.rows("routing.titles", **span))
        touched = {
            seq: [(path, file) for _, file, path in rows]
            for seq, rows in groupby(self.rows("routing.touched_paths", **span), itemgetter(0))
        }
        lines = {(seq, file): count for seq, file, count in self.rows("routing.line_counts")}
        return [
            PastChange(
                at=at,
                author=author,
                author_is_bot=author in bots,
                reviewers=tuple(sorted(reviewers.get(seq, ()))),
                title=titles.get(seq, ""),
                n_files=n_files,
                paths=tuple(RepoPath(path) for path, _ in sorted(touched.get(seq, ()))),
                files=tuple(file for _, file in sorted(touched.get(seq, ()))),
                churn=tuple(lines.get((seq, file)) for _, file in sorted(touched.get(seq, ()))),
            )
            for seq, ((at, n_files, _), author) in enumerate(zip(changes, authors, strict=True))
        ]

    def _authors(self, changes: Sequence[Row]) -> list[DeveloperId]:
        authors: list[DeveloperId] = [author for _, _, author in changes]
        for seq, author in self.rows("routing.other_authors"):
            authors[seq] = author
        return authors

    def _bots(self) -> frozenset[DeveloperId]:
        return frozenset(DeveloperId(who) for (who,) in self.rows("routing.bots"))

    def _touching(self, file: int) -> list[int]:
        rows = self.rows("routing.changes_of_file", file_id=file)
        return [seq for (seq,) in rows]

    def _reviews(
        self, authors: Sequence[DeveloperId], bots: frozenset[DeveloperId]
    ) -> list[tuple[DeveloperId, int]]:
        """Return who reviewed what; a review that both sources tell of counts once."""
        told = self.rows("routing.trailer_reviews")
        asked = self.rows("routing.api_reviews")
        rows: list[Row] = sorted({*told, *asked}, key=itemgetter(1, 0)) if asked else told
        return [row for row in rows if authors[row[1]] != row[0] and row[0] not in bots]
