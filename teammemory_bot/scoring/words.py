"""Which words of a title and of a path say what a change is about?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

MAX_TITLE_WORDS: Final = 20
MAX_PATHS: Final = 60
"""Only the first paths, in listed order, lend their words: for evidence and question alike."""

_STOP_WORDS: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "for",
        "and",
        "on",
        "is",
        "with",
        "from",
        "by",
        "fix",
        "add",
        "remove",
        "use",
        "update",
        "make",
        "test",
        "tests",
        "not",
        "be",
        "when",
        "this",
        "do",
        "support",
        "as",
        "it",
        "at",
        "into",
        "should",
    ]
)
_TITLE_WORD: Final = re.compile(r"[a-z][a-z0-9_]{2,}")
_PATH_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MIN_PATH_WORD: Final = 3


def title_words(title: str) -> tuple[str, ...]:
    """Return the distinct telling words of a title, sorted, at most twenty."""
    found = set(_TITLE_WORD.findall(title.lower())) - _STOP_WORDS
    return tuple(sorted(found)[:MAX_TITLE_WORDS])


@lru_cache(maxsize=65_536)
def path_words(path: str) -> tuple[str, ...]:
    """Return the distinct words of a path, sorted; `src/HTTPServer.py` gives http, server, src."""
    words = {word.lower() for word in _PATH_WORD.findall(path) if len(word) >= _MIN_PATH_WORD}
    return tuple(sorted(words))


def counted_path_words(paths: Iterable[str]) -> dict[str, int]:
    """Return each path word with the number of paths that hold it, over the first sixty paths."""
    counts: dict[str, int] = {}
    for _, path in zip(range(MAX_PATHS), paths, strict=False):
        for word in path_words(path):
            counts[word] = counts.get(word, 0) + 1
    return counts
