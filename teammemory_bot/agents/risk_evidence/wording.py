"""How does the risk agent speak of several records at once? About files and changes, never people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from teammemory_bot.domain.finding import Evidence, EvidenceKind, Link, Part, Phrase, Words
from teammemory_bot.domain.questions.history import HistoryQuestions, LandedChange

MAX_LINKS: Final = 3
"""Records that one sentence names; the others are counted."""

_SMALL: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)


def small_number(count: int) -> str:
    """Return a small count as a word, for things that stand in the same sentence one by one."""
    return _SMALL[count] if count < len(_SMALL) else "others"


def evidence_of(change: LandedChange) -> Evidence:
    """Return the record of a change: its pull request, else its commit."""
    if change.pull is not None:
        return Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(change.pull))
    return Evidence(kind=EvidenceKind.COMMIT, reference=change.sha)


def evidence_of_steps(memory: HistoryQuestions, seqs: Iterable[int]) -> list[Evidence]:
    """Return the records of changes by their numbers, each once, in their order."""
    changes = (memory.change_at(seq) for seq in seqs)
    return list(dict.fromkeys(evidence_of(change) for change in changes if change is not None))


def links(evidence: Sequence[Evidence], *, more: bool = False) -> tuple[Part, ...]:
    """Return the records as links side by side, with an ellipsis where there are more."""
    parts: list[Part] = []
    for one in evidence[:MAX_LINKS]:
        parts += [Words(" "), Link(one)] if parts else [Link(one)]
    return (*parts, Words(" …")) if more or len(evidence) > MAX_LINKS else tuple(parts)


def in_brackets(parts: Sequence[Part]) -> Phrase:
    """Return the parts between brackets with a space in front; nothing for nothing."""
    return (Words(" ("), *parts, Words(")")) if parts else ()
