"""Would "did you forget this file?" have been right in the past?

Protocol (docs/risk.md): after the first year, each change of 1 to 20 files is asked about twice. Once
with each known file left out in turn: the question is right when it names the file left out. And
once whole: whatever is asked then is a false alarm. Shown at most three at a time, as the product
does. `asked` is what the product asks; beside it the plain rule: 8 of the last transactions or more,
and 80 % of them.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.questions.risk import RiskQuestions
from teammemory_bot.domain.risk_history import FileId, HistoryStep
from teammemory_bot.scoring.co_change import (
    ASK_FROM,
    MAX_QUESTIONS,
    MAX_TRANSACTION_FILES,
    MAX_TRANSACTIONS,
    Partner,
    Transaction,
    find_partners,
    is_worth_asking,
)
from teammemory_bot.support.clock import SECONDS_PER_DAY

WARM_UP: Final = 365 * SECONDS_PER_DAY
_PLAIN_SUPPORT: Final = 8
_PLAIN_SHARE: Final = 0.8

RULES: Final[Mapping[str, Callable[[Partner, bool], bool]]] = {
    f"p>={ASK_FROM}": lambda one, _: one.probability >= ASK_FROM,
    "asked": lambda one, is_worth_it: is_worth_it and one.probability >= ASK_FROM,
    f"confidence>={_PLAIN_SHARE}": lambda one, _: (
        one.together >= _PLAIN_SUPPORT and one.together >= _PLAIN_SHARE * one.looked_at
    ),
}
"""When a question is asked, by partner and whether it is worth asking. `asked` is the product."""


@dataclass(slots=True)
class QuestionScore:
    """How often one rule asked, and was right."""

    left_out: int = 0
    named: int = 0
    right: int = 0
    whole: int = 0
    spoke: int = 0

    def as_json(self) -> dict[str, float | None]:
        """Return fractions: of named files right, of left-out files named, of whole changes asked."""
        return {
            "precision": _share(self.right, self.named),
            "recall": _share(self.right, self.left_out),
            "speaks": _share(self.spoke, self.whole),
        }


@dataclass(slots=True)
class CoChangeLedger:
    """The newest transactions of every file, and which files exist under which name."""

    transactions: dict[FileId, deque[Transaction]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=MAX_TRANSACTIONS))
    )
    paths: dict[FileId, RepoPath] = field(default_factory=dict)
    kinds: dict[FileId, FileKind] = field(default_factory=dict)
    alive: set[FileId] = field(default_factory=set)

    def learn(self, change: HistoryStep, files: frozenset[FileId]) -> None:
        """Take one more change into account."""
        if files and len(change.files) <= MAX_TRANSACTION_FILES:
            transaction = Transaction(change.seq, change.at, files)
            for file in sorted(files):
                self.transactions[file].appendleft(transaction)
        for landed in change.files:
            self.paths[landed.file], self.kinds[landed.file] = landed.path, landed.kind
            if landed.status == "D":
                self.alive.discard(landed.file)
            else:
                self.alive.add(landed.file)

    def partners(self, changed: Collection[FileId], now: int) -> list[Partner]:
        """Return the candidate partners of these files."""
        return find_partners(
            {file: tuple(self.transactions.get(file, ())) for file in changed},
            changed=changed,
            is_alive=self.alive.__contains__,
            path_of=lambda file: self.paths.get(file, RepoPath("")),
            now=now,
        )


def backtest_co_change(
    memory: RiskQuestions, *, last: int | None = None
) -> dict[str, QuestionScore]:
    """Replay all that the memory holds. `last` limits the changes asked about to the newest."""
    return replay_co_changes(memory.history(), last=last)


def replay_co_changes(
    changes: Sequence[HistoryStep], *, last: int | None = None
) -> dict[str, QuestionScore]:
    """Ask about every past change, and count."""
    scores = {name: QuestionScore() for name in RULES}
    ledger = CoChangeLedger()
    asked = _asked(changes)
    wanted = frozenset(asked if last is None else asked[len(asked) - min(last, len(asked)) :])
    for change in changes:
        files = _files(change)
        if change.seq in wanted:
            _ask(ledger, change, files, scores)
        ledger.learn(change, files)
    return scores


def _asked(changes: Sequence[HistoryStep]) -> list[int]:
    return [
        change.seq
        for change in changes
        if _files(change)
        and len(change.files) <= MAX_TRANSACTION_FILES
        and change.at >= changes[0].at + WARM_UP
    ]


def _files(change: HistoryStep) -> frozenset[FileId]:
    return frozenset(one.file for one in change.files if one.kind is not FileKind.VENDORED)


def _ask(
    ledger: CoChangeLedger,
    change: HistoryStep,
    files: frozenset[FileId],
    scores: Mapping[str, QuestionScore],
) -> None:
    kinds = {one.file: one.kind for one in change.files}
    whole = _answers(ledger, files, change.at, kinds)
    known = sorted(file for file in files if file in ledger.alive and len(files) > 1)
    answers = [(file, _answers(ledger, files - {file}, change.at, kinds)) for file in known]
    for name, score in scores.items():
        score.whole += 1
        score.spoke += bool(whole[name])
        for left_out, said in answers:
            score.left_out += 1
            score.named += len(said[name])
            score.right += left_out in said[name]


def _answers(
    ledger: CoChangeLedger,
    files: frozenset[FileId],
    now: int,
    kinds: Mapping[FileId, FileKind],
) -> dict[str, list[FileId]]:
    """Return what each rule asks about when these files change, likeliest first."""
    changed = {kinds[file] for file in files}
    partners = [
        (one, is_worth_asking(ledger.kinds[one.file], changed))
        for one in ledger.partners(files, now)
    ]
    return {
        name: [one.file for one, is_worth_it in partners if is_said(one, is_worth_it)][
            :MAX_QUESTIONS
        ]
        for name, is_said in RULES.items()
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
