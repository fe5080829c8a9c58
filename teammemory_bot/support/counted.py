"""How is a number of things said? With the word in its one or its many."""

from __future__ import annotations


def word_of(number: int, one: str, many: str = "") -> str:
    """Return the word alone; the many is the one with an `s` where it is not given."""
    return one if number == 1 else many or f"{one}s"


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 person`, `2 people`, `1,000 changes`."""
    return f"{number:,} {word_of(number, one, many)}"
