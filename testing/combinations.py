"""Which values are tried together, when all combinations would be far too many?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def spread(values: Mapping[str, Sequence[Any]], *, most: int) -> Iterator[dict[str, Any]]:
    """Yield every combination, or `most` of them, evenly spread; each value of each name is met."""
    total = math.prod(len(each) for each in values.values())
    if total <= most:
        yield from (_combination(values, place) for place in range(total))
        return
    longest = max(len(each) for each in values.values())
    for turn in range(longest):
        yield {name: each[turn % len(each)] for name, each in values.items()}
    for turn in range(max(0, most - longest)):
        yield _combination(values, turn * total // most)


def _combination(values: Mapping[str, Sequence[Any]], place: int) -> dict[str, Any]:
    chosen = {}
    for name, each in values.items():
        place, turn = divmod(place, len(each))
        chosen[name] = each[turn]
    return chosen
