"""Which file usually changes together with these, and is missing? The score of docs/risk.md.

For each changed file a, its newest 20 transactions (changes of 1 to 20 files, three of them at
least) are looked at; a partner b is in k of these m, k >= 3 and k/m >= 1/4. The file a with the
highest share speaks for b:

    z = 3.75*(k+1)/(m+4) + 1.3*r5 + 3.1*votes + 0.65*stem - 0.13*log2(1 + days/30) - 5.65
    p = 1/(1 + e^-z)

p only decides whether the question is asked; what is shown is k of m.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log2
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.support.clock import SECONDS_PER_DAY

FileId = int
MAX_TRANSACTIONS: Final = 20
MAX_TRANSACTION_FILES: Final = 20
ASK_FROM: Final = 0.6
"""The p from which the question is asked."""
MAX_QUESTIONS: Final = 3

_WEIGHT: Final = {FileKind.DOC: 0, FileKind.TEST: 1, FileKind.OTHER: 2, FileKind.SOURCE: 2}
_MIN_TRANSACTIONS: Final = 3
_MIN_TOGETHER: Final = 3
_MIN_SHARE: Final = 0.25
_RECENT: Final = 5
_TEST_MARKS: Final = re.compile(r"^test_|_test$|Tests?$|^Test(?=[A-Z])|_spec$|\.(?:spec|test)$")


@dataclass(frozen=True, slots=True)
class Transaction:
    """One past change of 1 to 20 files, as far as co-change looks at it."""

    seq: int
    at: int
    files: frozenset[FileId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A file that usually changes with `beside`: in `together` of the `looked_at` transactions."""

    file: FileId
    beside: FileId
    together: int
    looked_at: int
    probability: float
    without: tuple[int, ...]
    """The looked-at changes that left the partner alone, newest first."""


@dataclass(slots=True)
class _Candidate:
    beside: FileId
    together: int
    looked_at: int
    recent: float = 0.0
    votes: int = 0


def find_partners(
    history: Mapping[FileId, Sequence[Transaction]],
    *,
    changed: Collection[FileId],
    is_alive: Callable[[FileId], bool],
    path_of: Callable[[FileId], RepoPath],
    now: int,
) -> list[Partner]:
    """Return every candidate partner with its probability, likeliest first, in a total order.

    `history` holds each changed file's newest transactions, newest first, at most 20.
    """
    candidates = _candidates(history, changed, is_alive)
    partners = [
        _partner(file, found, history[found.beside], len(changed), path_of, now)
        for file, found in candidates.items()
    ]
    return sorted(partners, key=lambda one: (-one.probability, path_of(one.file)))


def is_worth_asking(partner: FileKind, changed: Collection[FileKind]) -> bool:
    """Tell whether a partner of this kind can be what somebody forgot.

    Whoever repairs a test has not forgotten its source, and whoever edits a document has forgotten
    neither source nor test. Leaving these questions out costs no precision and saves a quarter of
    the false alarms (docs/risk.md). What is generated or vendored is never asked about.
    """
    if partner not in _WEIGHT:
        return False
    return _WEIGHT[partner] <= max((_WEIGHT.get(kind, 0) for kind in changed), default=0)


def base_name(path: RepoPath) -> str:
    """Return what a file and its test have in common: the name without folder, mark and ending."""
    name = path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2]
    return _TEST_MARKS.sub("", name).lower()


def _candidates(
    history: Mapping[FileId, Sequence[Transaction]],
    changed: Collection[FileId],
    is_alive: Callable[[FileId], bool],
) -> dict[FileId, _Candidate]:
    candidates: dict[FileId, _Candidate] = {}
    for beside in sorted(set(changed)):
        seen = history.get(beside, ())[:MAX_TRANSACTIONS]
        if len(seen) < _MIN_TRANSACTIONS:
            continue
        recent = Counter(_files_of(seen[:_RECENT]))
        recent_size = min(len(seen), _RECENT)
        for file, together in Counter(_files_of(seen)).items():
            if together < _MIN_TOGETHER or together < _MIN_SHARE * len(seen):
                continue
            if file in changed or not is_alive(file):
                continue
            found = candidates.setdefault(file, _Candidate(beside, together, len(seen)))
            found.votes += 1
            found.recent = max(found.recent, recent[file] / recent_size)
            if _is_stronger(together, len(seen), found):
                found.beside, found.together, found.looked_at = beside, together, len(seen)
    return candidates


def _files_of(transactions: Iterable[Transaction]) -> Iterable[FileId]:
    return (file for transaction in transactions for file in transaction.files)


def _is_stronger(together: int, looked_at: int, than: _Candidate) -> bool:
    """Compare shares without rounding; of equal shares, the one seen more often."""
    ours, theirs = together * than.looked_at, than.together * looked_at
    return ours > theirs or (ours == theirs and together > than.together)


def _partner(
    file: FileId,
    found: _Candidate,
    seen: Sequence[Transaction],
    changed_files: int,
    path_of: Callable[[FileId], RepoPath],
    now: int,
) -> Partner:
    seen = seen[:MAX_TRANSACTIONS]
    last = max(transaction.at for transaction in seen if file in transaction.files)
    has_same_stem = base_name(path_of(file)) == base_name(path_of(found.beside))
    z = (
        3.75 * (found.together + 1) / (found.looked_at + 4)
        + 1.3 * found.recent
        + 3.1 * found.votes / changed_files
        + 0.65 * has_same_stem
        - 0.13 * log2(1 + max(0, now - last) / SECONDS_PER_DAY / 30)
        - 5.65
    )
    return Partner(
        file=file,
        beside=found.beside,
        together=found.together,
        looked_at=found.looked_at,
        probability=1 / (1 + exp(-z)),
        without=tuple(one.seq for one in seen if file not in one.files),
    )
