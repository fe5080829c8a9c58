"""How well does a score part the ones that needed a fix from those that did not?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Return the chance that a positive scores above a negative, ties counted half.

    None where there is no positive or no negative.
    """
    positives = sum(labels)
    negatives = len(labels) - positives
    if not positives or not negatives:
        return None
    # Counted in halves, so that the sum stays exact.
    won = below = 0
    ordered = sorted(zip(scores, labels, strict=True), key=lambda pair: pair[0])
    for _, ties in groupby(ordered, key=lambda pair: pair[0]):
        group = [is_positive for _, is_positive in ties]
        hits = sum(group)
        misses = len(group) - hits
        won += hits * (2 * below + misses)
        below += misses
    return won / (2 * positives * negatives)


def share_of_top(ranked: Sequence[bool], count: int) -> float:
    """Return the share of positives among the first `count` of a ranking; missing ones are none."""
    return sum(ranked[:count]) / count


def expected_top_1(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return how likely the first one is a positive when ties are broken by lot."""
    best = max(scores)
    tied = [label for score, label in zip(scores, labels, strict=True) if score == best]
    return sum(tied) / len(tied)
