"""Which word belongs to which count? Plurals and enumerations, decided in one place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from teammemory_bot.domain.finding import Number, Part, Phrase, Words, plain_text
from teammemory_bot.support.counted import word_of

SEPARATOR: Final = "; "
"""What stands between two facts of one line."""

_ENDS_OF_SENTENCES: Final = (".", "?", "!", ":", "…")


def counted(count: int, singular: str, plural: str = "") -> Phrase:
    """Return `1 file` or `2 files` as a phrase."""
    return (Number(count), Words(f" {word_of(count, singular, plural)}"))


def joined(phrases: Iterable[Phrase], separator: str) -> Phrase:
    """Return the phrases that say something, one after the other, with our own words between."""
    parts: list[Part] = []
    for said in phrases:
        if parts and said:
            parts.append(Words(separator))
        parts += said
    return tuple(parts)


def after(first: Phrase, then: Phrase, *, by: str) -> Phrase:
    """Return `then` after `first`: joined by `by`, or by a space where a sentence has ended."""
    has_ended = plain_text(first).rstrip().endswith(_ENDS_OF_SENTENCES)
    return joined([first, then], " " if has_ended else by)
