"""Where do the change and its files really stand?

The score in question is computed from git alone. What it is compared with comes from the memory, and
is held against git at a few places, evenly spread: a memory that is wrong there proves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from teammemory_bot.domain.change import ChangedFile, ChangeStatus, FileKind
from teammemory_bot.domain.finding import Claim
from teammemory_bot.domain.git_facts import RawStep
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.questions.risk import RecentFile
from teammemory_bot.scoring.bug_fix import MAX_FIX_FILES
from teammemory_bot.scoring.change_risk import ChangeRisk, risk_of_files
from teammemory_bot.scoring.decayed_count import HORIZON_SECONDS, decayed_count
from teammemory_bot.scoring.decision_tokens import decision_tokens
from teammemory_bot.scoring.hotspot import (
    CHANGE_HALF_LIFE_DAYS,
    FIX_HALF_LIFE_DAYS,
    MAX_CHANGE_FILES,
    Heat,
)
from teammemory_bot.scoring.percentile import percentile
from teammemory_bot.scoring.standing import LEAST_COMPARED, Standing
from teammemory_bot.verify.fixes import is_known_fix
from teammemory_bot.verify.inquiry import Answer, Derived, Inquiry, Unknown

SAMPLES: Final = 6
"""Places at which the memory's scale is held against git."""

_OTHER_SCALE: Final = Unknown("git does not confirm what the score is compared with")
_NO_SCALE: Final = Unknown("too little to compare with")

T = TypeVar("T")


def change_percentile(claim: Claim, inquiry: Inquiry) -> Answer:
    """Return how many percent of the last year's changes have a lower R3 than this one."""
    del claim
    standing = inquiry.standing
    if len(standing.compared) < LEAST_COMPARED:
        return _NO_SCALE
    if not _is_confirmed(list(_spread(_by_change(standing))), inquiry):
        return _OTHER_SCALE
    files = [file for file in inquiry.pr.files if _counts(file)]
    _look_ahead((file.previous_path or file.path for file in files), inquiry)
    risk = risk_of_files(_risk_of(file, inquiry) for file in files)
    return Derived(value=percentile(risk.score, standing.compared))


def file_percentile(claim: Claim, inquiry: Inquiry) -> Answer:
    """Return how many percent of the source files have a lower F3 than this one."""
    standing = inquiry.standing
    heats = standing.heats
    living = {file.path: file.file for file in standing.past.living if file.file in heats}
    if claim.subject not in living:
        return _NO_SCALE
    sample = list(_spread(sorted(living)))
    _look_ahead((*sample, RepoPath(claim.subject)), inquiry)
    for path in sample:
        if heats[living[path]] != _heat_of(path, inquiry, has_lines=standing.has_sizes):
            return _OTHER_SCALE
    own = _heat_of(RepoPath(claim.subject), inquiry, has_lines=standing.has_sizes)
    scores = sorted(heat.score for heat in heats.values())
    return Derived(value=percentile(own.score, scores))


def _counts(file: ChangedFile) -> bool:
    """Tell whether R3 looks at a file of the change: source that stays and was changed by hand."""
    is_untouched = file.added == 0 and file.deleted == 0
    return (
        file.kind is FileKind.SOURCE
        and file.status not in {ChangeStatus.REMOVED, ChangeStatus.UNCHANGED}
        and not (file.is_binary or file.is_submodule or is_untouched)
    )


def _risk_of(file: ChangedFile, inquiry: Inquiry) -> ChangeRisk:
    added, _ = inquiry.git.line_counts().get(file.path, (None, None))
    lines = inquiry.git.added_lines(file.path)
    return ChangeRisk(
        added=added or 0,
        tokens=None if lines is None or added is None else decision_tokens(lines),
        fixes=_fixes(_past_of(file.previous_path or file.path, inquiry), inquiry),
    )


def _heat_of(path: RepoPath, inquiry: Inquiry, *, has_lines: bool) -> Heat:
    past = _past_of(path, inquiry)
    times = [step.at for step in past if len(_source_files(step, inquiry)) <= MAX_CHANGE_FILES]
    return Heat(
        changes=decayed_count(times, now=inquiry.pr.as_of, half_life_days=CHANGE_HALF_LIFE_DAYS),
        fixes=_fixes(past, inquiry),
        lines=(inquiry.git.lines_of(path) or 0) if has_lines else 0,
    )


def _look_ahead(paths: Iterable[RepoPath], inquiry: Inquiry) -> None:
    inquiry.git.look_ahead(paths, since=inquiry.pr.as_of - HORIZON_SECONDS)


def _past_of(path: RepoPath, inquiry: Inquiry) -> list[RawStep]:
    """Return the steps that scores look at, oldest first."""
    steps = inquiry.git.steps_touching(path, since=inquiry.pr.as_of - HORIZON_SECONDS)
    return list(reversed(steps))


def _fixes(past: Iterable[RawStep], inquiry: Inquiry) -> float:
    times = [
        step.at
        for step in past
        if 1 <= len(_source_files(step, inquiry)) <= MAX_FIX_FILES and is_known_fix(step, inquiry)
    ]
    return decayed_count(times, now=inquiry.pr.as_of, half_life_days=FIX_HALF_LIFE_DAYS)


def _source_files(step: RawStep, inquiry: Inquiry) -> list[RepoPath]:
    paths = inquiry.git.paths_of(step)
    return [path for path in paths if inquiry.kind_of(path) is FileKind.SOURCE]


def _by_change(standing: Standing) -> list[list[RecentFile]]:
    files: defaultdict[int, list[RecentFile]] = defaultdict(list)
    for one in standing.past.recent:
        files[one.seq].append(one)
    return [files[seq] for seq in sorted(files)]


def _is_confirmed(sample: Sequence[Sequence[RecentFile]], inquiry: Inquiry) -> bool:
    """Tell whether git counts the same lines and decision points in the compared changes."""
    changes = [inquiry.memory.change_at(files[0].seq) for files in sample]
    added = inquiry.git.lines_added_by([change.sha for change in changes if change is not None])
    return all(
        change is not None and _is_equal(files, added.get(change.sha, {}), inquiry)
        for files, change in zip(sample, changes, strict=True)
    )


def _is_equal(
    files: Sequence[RecentFile], added: Mapping[RepoPath, Sequence[bytes]], inquiry: Inquiry
) -> bool:
    if any(file.added is None for file in files):
        return True  # left out of the scale
    sources = [lines for path, lines in added.items() if inquiry.kind_of(path) is FileKind.SOURCE]
    return sum(map(len, sources)) == sum(file.added or 0 for file in files) and sum(
        map(decision_tokens, sources)
    ) == sum(file.tokens or 0 for file in files)


def _spread(items: Sequence[T]) -> Iterator[T]:
    """Yield a few items, evenly spread from the first to the last."""
    if len(items) <= SAMPLES:
        yield from items
        return
    for number in range(SAMPLES):
        yield items[number * (len(items) - 1) // (SAMPLES - 1)]
