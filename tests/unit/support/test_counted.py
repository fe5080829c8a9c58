"""Is one thing said as one, and any other number as many?"""

from __future__ import annotations

import pytest

from teammemory_bot.support.counted import counted


@pytest.mark.parametrize(
    ("number", "one", "many", "said"),
    [
        (0, "day", "", "0 days"),
        (1, "day", "", "1 day"),
        (2, "person", "people", "2 people"),
        (1, "person", "people", "1 person"),
        (12_345, "entry", "entries", "12,345 entries"),
    ],
)
def test_number__takes_the_word_that_fits(number: int, one: str, many: str, said: str) -> None:
    assert counted(number, one, many) == said
