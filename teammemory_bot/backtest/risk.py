"""Would our words about risk have been right on this repository's own past?

Three tasks on the same history (docs/risk.md): the files that needed a fix, the changes that did,
and the file inside such a change. Same history, same figures, to the last byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from teammemory_bot.backtest.patch_log import LOG_OPTIONS, ChangePatch, read_patch_log
from teammemory_bot.backtest.risk_changes import ChangeScores, replay_changes
from teammemory_bot.backtest.risk_files import FileScores, replay_files
from teammemory_bot.backtest.szz import Induced, induced_links, within_a_year
from teammemory_bot.domain.identity import RepoPath, path_from_bytes
from teammemory_bot.domain.questions.risk import RiskQuestions
from teammemory_bot.domain.risk_history import HistoryStep, StepFile
from teammemory_bot.plumbing.own_repository import OwnRepository, as_lines
from teammemory_bot.plumbing.patch import FilePatch
from teammemory_bot.plumbing.process import HISTORY_SECONDS
from teammemory_bot.scoring.decision_tokens import decision_tokens

Figures = Mapping[str, Mapping[str, float | None]]
"""Per method its measures; None where there was nothing to judge."""

_UNTOUCHED: Final = FilePatch()
"""White space aside, nothing changed."""


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


def backtest_risk(
    memory: RiskQuestions, own: OwnRepository, *, last: int | None = None
) -> RiskBacktest:
    """Replay all that the memory holds. `last` limits the changes judged to the newest."""
    steps = memory.history()
    return replay_risk(steps, patches_of(own, steps), last=last)


def replay_risk(
    steps: Sequence[HistoryStep], patches: Iterable[ChangePatch], *, last: int | None = None
) -> RiskBacktest:
    """Score the past of a repository; `patches` are those of `steps`, in the same order."""
    counted: list[HistoryStep] = []

    def counting() -> Iterator[ChangePatch]:
        for step, patch in zip(steps, patches, strict=True):
            counted.append(with_counts(step, patch))
            yield patch

    links = induced_links(steps, counting())
    return judged(counted, links, last=last)


def judged(
    steps: Sequence[HistoryStep], links: Iterable[Induced], *, last: int | None = None
) -> RiskBacktest:
    """Score a past whose fixes have been blamed already."""
    cutoffs, files = replay_files(steps)
    scores: ChangeScores = replay_changes(steps, within_a_year(steps, links), last=last)
    return RiskBacktest(
        landed=len(steps),
        cutoffs=cutoffs,
        evaluated=len(scores.labels),
        inducing=sum(scores.labels),
        inside=len(scores.hits["evidence"]),
        files=_as_json(files),
        changes=scores.changes_as_json(),
        in_change=scores.in_change_as_json(),
    )


def patches_of(own: OwnRepository, steps: Sequence[HistoryStep]) -> Iterator[ChangePatch]:
    """Read the patch of each change from the clone, in one stream."""
    if not steps:
        return
    shas = as_lines([step.sha for step in steps])
    with own.running("log", *LOG_OPTIONS, stdin=shas, seconds=HISTORY_SECONDS) as process:
        yield from read_patch_log(process.chunks())


def with_counts(step: HistoryStep, patch: ChangePatch) -> HistoryStep:
    """Return the step with the counts that the memory left out, taken from its patch.

    The memory counts lines in a window of time only; a back-test reads every patch anyway.
    """
    if all(file.added is not None for file in step.files):
        return step
    parts = {path_from_bytes(part.new_path or part.old_path or b""): part for part in patch.files}
    return replace(step, files=tuple(_counted(file, parts) for file in step.files))


def _counted(file: StepFile, parts: Mapping[RepoPath, FilePatch]) -> StepFile:
    if file.added is not None:
        return file
    part = parts.get(file.path, _UNTOUCHED)
    tokens = decision_tokens(part.added_lines)
    return file._replace(added=part.added, deleted=part.deleted, tokens=tokens)


def _as_json(files: Mapping[str, FileScores]) -> Figures:
    return {name: scores.as_json() for name, scores in files.items()}
