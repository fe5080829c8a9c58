"""Which changes have a word in their title, a word in their paths, or a file below a directory?

Answered from the rows, that takes half a second at ten thousand changes. So changes are indexed in
blocks when somebody first asks: per word the places of its changes in the block, two bytes each. What is
not indexed is read from the rows: the answer is the same, only slower.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Container, Mapping
from enum import IntEnum
from typing import Final

from teammemory_bot.store.change_words import Changes, WordsOfChanges, words_of_changes
from teammemory_bot.store.database import Database
from teammemory_bot.store.packing import packed_short, unpacked_short

BLOCK: Final = 1_024
_FACT: Final = "indexed_changes"
_COLUMNS: Final = ("kind", "word", "block", "changes")
_LONGEST: Final = 200
"""Longer words are indexed by their hash: databases limit what an index holds."""


class WordKind(IntEnum):
    """What a word is taken from."""

    TITLE = 1
    PATH = 2
    DIRECTORY = 3


def extend_index(database: Database) -> None:
    """Index the changes that are not indexed yet; belongs into a transaction.

    The last block is written anew until it is full.
    """
    ((changes,),) = database.execute("SELECT COUNT(*) FROM changes")
    done = indexed_changes(database)
    if done == changes:
        return
    for first in range(done - done % BLOCK, changes, BLOCK):
        block = first // BLOCK
        database.execute("DELETE FROM change_words WHERE block = ?", (block,))
        rows = _rows_of(database, first=first, last=min(first + BLOCK, changes) - 1)
        database.insert("change_words", _COLUMNS, [(*key, block, value) for key, value in rows])
    _note(database, changes)


def take_back_index(database: Database, *, first_seq: int) -> None:
    """Forget what is indexed of this change and later ones; belongs into the same transaction."""
    if first_seq < indexed_changes(database):
        first = first_seq - first_seq % BLOCK
        database.execute("DELETE FROM change_words WHERE block >= ?", (first // BLOCK,))
        _note(database, first)


def indexed_changes(database: Database) -> int:
    """Return how many changes, from the first on, are indexed."""
    rows = database.execute("SELECT value FROM memory WHERE name = ?", (_FACT,))
    return next((int(value) for (value,) in rows), 0)


Wanted = Mapping[str, Container[int]]
"""Words, and the blocks in which they are not looked for."""


def find_changes(
    database: Database, wanted: Mapping[WordKind, Wanted], *, seq: int
) -> dict[WordKind, dict[str, list[int]]]:
    """Return the changes up to `seq` of each wanted word, ascending."""
    found = {
        kind: {word: _indexed(database, kind, word, seq, but) for word, but in words.items()}
        for kind, words in wanted.items()
    }
    later = words_of_changes(database, first=indexed_changes(database), last=seq)
    for kind, by_word in found.items():
        changes = _of_kind(later, kind)
        for word, numbers in by_word.items():
            numbers.extend(sorted(changes.get(word, ())))
    return found


def _indexed(
    database: Database, kind: WordKind, word: str, seq: int, but: Container[int]
) -> list[int]:
    rows = database.ask(
        "routing.indexed_changes", kind=int(kind), word=word_key(word), block=seq // BLOCK
    )
    changes: list[int] = []
    for block, value in rows:
        if block not in but:
            changes += map((block * BLOCK).__add__, unpacked_short(value))
    del changes[bisect_right(changes, seq) :]
    return changes


def _rows_of(database: Database, *, first: int, last: int) -> list[tuple[tuple[int, str], bytes]]:
    """Return kind, word and packed changes of one block, in the order of the table."""
    found = words_of_changes(database, first=first, last=last)
    return sorted([
        (
            (int(kind), word_key(word)),
            packed_short(sorted(map((-first).__add__, numbers))),
        )
        for kind in WordKind
        for word, numbers in _of_kind(found, kind).items()
    ])  # fmt: skip


def _of_kind(words: WordsOfChanges, kind: WordKind) -> Changes:
    match kind:
        case WordKind.TITLE:
            return words.titled
        case WordKind.PATH:
            return words.pathed
        case WordKind.DIRECTORY:
            return words.below


def word_key(word: str) -> str:
    """Return how a word or directory is called in the index."""
    if len(word) <= _LONGEST:
        return word
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _note(database: Database, changes: int) -> None:
    database.execute(
        "INSERT INTO memory (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_FACT, str(changes)),
    )
