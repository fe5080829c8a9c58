"""What do whole blocks of changes weigh for each person?

Decay multiplies: what a block weighed when its last change landed needs one factor to say what it weighs
now. So sums are kept of all changes of a block, and by the words and directories that many of its changes
have; by rarer ones the changes themselves are few. Only full blocks have sums: a block in progress would be
summed again with every change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from teammemory_bot.domain.questions.routing import ReviewPast, SummedBlock
from teammemory_bot.scoring.nodes import ROOT
from teammemory_bot.scoring.past_evidence import PastEvidence
from teammemory_bot.scoring.review_evidence import EvidenceKey, Signal
from teammemory_bot.store import word_index
from teammemory_bot.store.database import Database
from teammemory_bot.store.packing import (
    packed,
    packed_floats,
    passing,
    passing_floats,
    unpacked_short,
)
from teammemory_bot.store.word_index import WordKind, indexed_changes, word_key

_COLUMNS: Final = ("block", "word", "signal", "people", "masses")
_COMMON: Final = 32
"""A word is common in a block where one in so many changes has it."""

_OF_ALL: Final[Mapping[Signal, EvidenceKey]] = {
    Signal.USUAL: None,
    Signal.BURST: None,
    Signal.LOAD: None,
    Signal.WRITING: None,
    Signal.AROUND: ROOT,
    Signal.WRITTEN: ROOT,
}
_OF_WORDS: Final = {
    WordKind.TITLE: (Signal.TITLED,),
    WordKind.PATH: (Signal.PATHED,),
    WordKind.DIRECTORY: (Signal.AROUND, Signal.WRITTEN),
}


def sum_block(database: Database, block: int, changes: ReviewPast) -> None:
    """Write down what a full block weighs; belongs into a transaction.

    `changes` are those of the block, counted from 0. Bots are among the people: who is taken for one may
    change, and whoever asks leaves them out.
    """
    words: dict[WordKind, dict[str, list[int]]] = {kind: {} for kind in WordKind}
    if indexed_changes(database) >= (block + 1) * word_index.BLOCK:
        least = word_index.BLOCK // _COMMON
        for kind, word, value in database.ask("routing.common_words", block=block, least=least):
            words[WordKind(kind)][word] = unpacked_short(value)
    past = replace(
        changes,
        titled=words[WordKind.TITLE],
        pathed=words[WordKind.PATH],
        below=words[WordKind.DIRECTORY],
    )
    evidence = PastEvidence(past, now=past.at[-1])
    rows = []
    for signal, key, word in _wanted(words):
        masses = evidence.masses(signal, key)
        people = sorted(masses)
        values = packed_floats(masses[who] for who in people)
        rows.append((block, word, signal.name, packed(people), values))
    database.insert("change_sums", _COLUMNS, rows)


def summed_blocks(
    database: Database, words: Iterable[str], *, before: int
) -> dict[tuple[str, str], list[SummedBlock]]:
    """Return the sums of the full blocks of the first `before` changes: of all, and by each word."""
    found: defaultdict[tuple[str, str], list[SummedBlock]] = defaultdict(list)
    for word in dict.fromkeys(("", *words)):
        rows = database.ask(
            "routing.summed_blocks", word=word_key(word), block=before // word_index.BLOCK
        )
        for signal, block, people, masses in rows:
            found[signal, word].append(
                SummedBlock(
                    first=block * word_index.BLOCK,
                    last=(block + 1) * word_index.BLOCK - 1,
                    people=passing(people),  # type: ignore[arg-type]  # numbers of people
                    masses=passing_floats(masses),
                )
            )
    return found


def _wanted(
    words: Mapping[WordKind, Mapping[str, object]],
) -> Iterator[tuple[Signal, EvidenceKey, str]]:
    for signal, key in _OF_ALL.items():
        yield signal, key, ""
    for kind, of_kind in words.items():
        for word in of_kind:
            for signal in _OF_WORDS[kind]:
                yield signal, word, word
