"""Would our words about risk have been right on this repository's own past?

Three tasks on the same history (docs/risk.md): the files that needed a fix, the changes that did,
and the file inside such a change. Same history, same figures, to the last byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from teammemory_bot.backtest.patch import LOG_OPTIONS, ChangePatch, parse_log
from teammemory_bot.backtest.risk_changes import ChangeScores, replay_changes
from teammemory_bot.backtest.risk_files import FileScores, replay_files
from teammemory_bot.backtest.szz import Induced, induced_links, within_a_year
from teammemory_bot.domain.risk_history import HistoryStep
from teammemory_bot.plumbing.own_repository import OwnRepository, as_lines
from teammemory_bot.plumbing.process import HISTORY_SECONDS

Figures = Mapping[str, Mapping[str, float | None]]
"""Per method its measures; None where there was nothing to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskBacktest:
    """What the replay found."""

    landed: int
    """Changes of the history."""
    cutoffs: int
    """Moments at which the hot spots were judged."""
    evaluated: int
    """Changes whose risk was judged."""
    inducing: int
    """Those of them that needed a later fix or were taken back."""
    inside: int
    """Changes of several files inside which the file was judged."""
    files: Figures
    changes: Figures
    in_change: Figures

    def as_json(self) -> dict[str, object]:
        """Return the figures as fractions, ready for JSON."""
        return {
            "landed": self.landed,
            "cutoffs": self.cutoffs,
            "evaluated": self.evaluated,
            "inducing": self.inducing,
            "evaluated_in_change": self.inside,
            "files": self.files,
            "changes": self.changes,
            "in_change": self.in_change,
        }


def replay_risk(changes: Sequence[HistoryStep], patches: Iterable[ChangePatch]) -> RiskBacktest:
    """Score the past of a repository; `patches` are those of `changes`, in the same order."""
    return judged(changes, induced_links(changes, patches))


def judged(changes: Sequence[HistoryStep], links: Iterable[Induced]) -> RiskBacktest:
    """Score a past whose fixes have been blamed already."""
    cutoffs, files = replay_files(changes)
    scores: ChangeScores = replay_changes(changes, within_a_year(changes, links))
    return RiskBacktest(
        landed=len(changes),
        cutoffs=cutoffs,
        evaluated=len(scores.labels),
        inducing=sum(scores.labels),
        inside=len(scores.hits["evidence"]),
        files=_as_json(files),
        changes=scores.changes_as_json(),
        in_change=scores.in_change_as_json(),
    )


def patches_of(own: OwnRepository, changes: Sequence[HistoryStep]) -> Iterator[ChangePatch]:
    """Read the patch of each change from the clone, in one stream."""
    if not changes:
        return
    shas = as_lines([change.sha for change in changes])
    with own.running("log", *LOG_OPTIONS, stdin=shas, seconds=HISTORY_SECONDS) as process:
        yield from parse_log(process.stdout)


def _as_json(files: Mapping[str, FileScores]) -> Figures:
    return {name: scores.as_json() for name, scores in files.items()}
