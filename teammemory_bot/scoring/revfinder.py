"""Who reviewed files whose paths look like these? (RevFinder)

After Thongtanunam et al., "Who Should Review My Code?", SANER 2015: four similarities of path
components give four rankings, joined by Borda count. Comparing every past path with every path asked
takes hours, so past paths are compared by directory, and by name only where the name occurs in a
path asked: the result is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import MAX_FILES, PastChange, ReviewQuestion
from teammemory_bot.scoring.path_similarity import DirectoryTree, Similarity, similarity
from teammemory_bot.scoring.review_baselines import by_score

MAX_QUESTION_FILES: Final = 50

_Weights = dict[DeveloperId, float]
"""Per person: sum over the reviewed changes of 1 / number of files."""


class RevFinder:
    """Past reviews weigh by how alike their paths are to the paths asked about."""

    def __init__(self) -> None:
        self._tree = DirectoryTree()
        self._by_directory: dict[int, _Weights] = {}
        self._by_name: dict[str, dict[str, _Weights]] = {}

    def learn(self, change: PastChange) -> None:
        if change.n_files > MAX_FILES or not change.reviewers:
            return
        for path in change.paths:
            directory, _, name = path.rpartition("/")
            number = self._tree.number(directory)
            for weights in (
                self._by_directory.setdefault(number, {}),
                self._by_name.setdefault(name, {}).setdefault(directory, {}),
            ):
                for person in change.reviewers:
                    weights[person] = weights.get(person, 0.0) + 1.0 / change.n_files

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        asked = [path.split("/") for path in question.paths[:MAX_QUESTION_FILES]]
        if not asked:
            return []
        by_path = [self._tree.similarities(parts) for parts in asked]
        generic = [_mean(alike) for alike in zip(*by_path, strict=True)]
        scores: list[dict[DeveloperId, float]] = [{} for _ in Similarity._fields]
        for number, weights in self._by_directory.items():
            _add(scores, generic[number], weights)
        for name in sorted({part for parts in asked for part in parts} & self._by_name.keys()):
            for directory, weights in self._by_name[name].items():
                path = [*directory.split("/"), name] if directory else [name]
                exact = _mean([similarity(parts, path) for parts in asked])
                rough = generic[self._tree.number(directory)]
                _add(scores, [e - r for e, r in zip(exact, rough, strict=True)], weights)
        return _borda(scores, without=question.author)


def _mean(alike: Sequence[Similarity]) -> list[float]:
    return [sum(values) / len(alike) for values in zip(*alike, strict=True)]


def _add(scores: list[_Weights], alike: Sequence[float], weights: _Weights) -> None:
    for per_person, share in zip(scores, alike, strict=True):
        if share:
            for person, weight in weights.items():
                per_person[person] = per_person.get(person, 0.0) + share * weight


def _borda(scores: list[_Weights], *, without: DeveloperId | None) -> list[DeveloperId]:
    """Join rankings: a place is worth the size of its ranking minus the position."""
    points: _Weights = {}
    for per_person in scores:
        ranking = by_score(per_person, without=without)
        for position, person in enumerate(ranking):
            points[person] = points.get(person, 0.0) + len(ranking) - position
    return by_score(points, without=without)
