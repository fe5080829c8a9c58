"""The lift formula once more, read straight from docs/review-routing.md, slow and without tricks.

Nothing of the product is used but its two value types and its splitting of words.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import e, log, log2, sqrt

from teammemory_bot.domain.past_change import PastChange, ReviewQuestion
from teammemory_bot.scoring.words import counted_path_words, title_words

DAY = 86_400
Table = dict[int, float]


def nodes_of(paths: Iterable[str]) -> set[str]:
    """A file is its own path; a directory ends with a slash; the root is a slash."""
    return {node for path in paths for node in chain_of(path)}


def chain_of(path: str) -> list[str]:
    parts = path.split("/")
    return ["/", *("/".join(parts[:i]) + "/" for i in range(1, len(parts))), path]


class Book:
    """All shares for one question."""

    def __init__(self, changes: list[PastChange], question: ReviewQuestion) -> None:
        self.question = question
        small = [c for c in changes if c.n_files <= 200]
        self.reviews = [(c, p, 1.0) for c in small for p in c.reviewers]
        self.writings = [
            (c, c.author, 1.0) for c in small if c.author is not None and not c.author_is_bot
        ]
        self.events = self.reviews + [(c, p, 0.3) for c, p, _ in self.writings]
        self.everybody = {person for _, person, _ in self.events}
        self.g = self.plain(self.sums(180, self.events))
        self.c = self.plain(self.sums(180, self.writings))

    def sums(self, half_life: float, events: Iterable[tuple[PastChange, int, float]]) -> Table:
        sums = dict.fromkeys(self.everybody, 0.0)
        for change, person, x in events:
            sums[person] += x * 2 ** (-((self.question.now - change.at) / DAY) / half_life)
        return sums

    def plain(self, m: Table) -> Table:
        total = sum(m.values())
        return {p: m[p] / total if total else 0.0 for p in self.everybody}

    def smooth(self, m: Table, k: float, q: Table) -> Table:
        return {p: (m[p] + k * q[p]) / (sum(m.values()) + k) for p in self.everybody}

    def mean(self, tables: list[Table], weights: list[float], otherwise: Table) -> Table:
        if not tables:
            return otherwise
        return {
            p: sum(w * t[p] for w, t in zip(weights, tables, strict=True)) / sum(weights)
            for p in self.everybody
        }

    def at_node(self, half_life: float, events: list, node: str) -> Table:
        there = [(c, p, x / c.n_files) for c, p, x in events if node in nodes_of(c.paths)]
        return self.sums(half_life, there)

    def down(self, half_life: float, events: list, path: str, prior: Table) -> Table:
        for node in chain_of(path):
            prior = self.smooth(self.at_node(half_life, events, node), 2, prior)
        return prior

    def places(self, half_life: float, events: list, prior: Table, otherwise: Table) -> Table:
        tables = [self.down(half_life, events, path, prior) for path in self.question.paths]
        return self.mean(tables, [1.0] * len(tables), otherwise)

    def author(self) -> Table:
        if self.question.author is None:  # unknown is not the same person as unknown
            return self.g
        reviewed = [one for one in self.reviews if one[0].author == self.question.author]
        return self.smooth(self.sums(45, reviewed), 2, self.g)

    def title(self) -> Table:
        tables = [
            self.smooth(
                self.sums(180, [one for one in self.events if w in title_words(one[0].title)]),
                5,
                self.g,
            )
            for w in title_words(self.question.title)
        ]
        return self.mean(tables, [1.0] * len(tables), self.g)

    def words(self) -> Table:
        tables, weights = [], []
        for w, paths in counted_path_words(self.question.paths).items():
            m = self.sums(180, [o for o in self.events if w in counted_path_words(o[0].paths)])
            tables.append(self.smooth(m, 5, self.g))
            weights.append(sqrt(paths) / log(e + sum(m.values())))
        return self.mean(tables, weights, self.g)

    def ranking(self) -> list[tuple[float, int]]:
        """Return (score, person), best first."""
        root = self.smooth(self.at_node(365, self.writings, "/"), 2, self.c)
        commits = self.places(365, self.writings, self.c, root)
        lifts = [
            (0.30, self.smooth(self.sums(14, self.events), 5, self.g)),
            (0.30, self.places(60, self.events, self.g, self.g)),
            (0.55, self.author()),
            (0.65, self.title()),
            (0.30, self.words()),
        ]
        scored = []
        for p in self.everybody - {self.question.author}:
            if not (self.g[p] > 0.000_001 or self.c[p] > 0.001):
                continue
            last = max(change.at for change, who, _ in self.events if who == p)
            score = (
                1.20 * log2(self.g[p] + 0.003)
                + sum(w * log2((t[p] + 0.003) / (self.g[p] + 0.003)) for w, t in lifts)
                + 0.25 * log2((commits[p] + 0.003) / (root[p] + 0.003))
                + 0.75 * log2(2 ** (-(self.question.now - last) / DAY / 30) + 0.01)
            )
            scored.append((round(score, 6), p))
        return sorted(scored, key=lambda one: (-one[0], one[1]))
