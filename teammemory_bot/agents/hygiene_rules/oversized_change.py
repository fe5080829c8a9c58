"""Is the change small enough to be reviewed in one sitting?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.answers.wording import counted
from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
    the_commit,
    the_pull,
)
from teammemory_bot.agents.hygiene_rules.rule import (
    Checked,
    Example,
    ExampleChange,
    PastExample,
    Rule,
    fails,
    is_unknown,
    passes,
    skips,
)
from teammemory_bot.domain import claims
from teammemory_bot.domain.change import ChangedFile, ChangeStatus, FileKind
from teammemory_bot.domain.finding import Number, Quoted, Severity, phrase
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.support.counted import word_of

RULE: Final = Rule(
    id="oversized-change",
    severity=Severity.LOW,
    title="A change can be reviewed in one sitting",
    why=(
        "The larger a change, the fewer of its defects a review finds. Removed lines, and generated,"
        " vendored and moved files are left out: nobody reads them line by line."
    ),
    remedy="Split the change, for instance the preparation from the new behaviour.",
    triggers=Example(files=(("src/session.py", 1_300, 350),)),
    quiet=Example(files=(("src/session.py", 90, 3_500), ("vendor/lib.py", 9_000, 0))),
    past_triggers=PastExample(
        changes=(ExampleChange(title="Rewrite it", files=(("src/session.py", 1_300, 350),)),)
    ),
    past_quiet=PastExample(
        changes=(
            ExampleChange(
                title="Rewrite it",
                files=(("src/session.py", 90, 3_500), ("package-lock.json", 9_000, 0)),
            ),
        )
    ),
)
_BY_HAND: Final = frozenset((FileKind.SOURCE, FileKind.TEST, FileKind.DOC, FileKind.OTHER))
LOCK_FILES: Final = frozenset(
    (
        "Cargo.lock",
        "Gemfile.lock",
        "composer.lock",
        "flake.lock",
        "go.sum",
        "gradle.lockfile",
        "mix.lock",
        "npm-shrinkwrap.json",
        "package-lock.json",
        "packages.lock.json",
        "pdm.lock",
        "pnpm-lock.yaml",
        "poetry.lock",
        "Podfile.lock",
        "uv.lock",
        "yarn.lock",
    )
)


def check(case: PullCase) -> Checked:
    """Fail above the team's limits of lines added, or files changed, by hand."""
    pr, policy = case.pr, case.policy
    by_hand = [file for file in pr.files if is_by_hand(file)]
    if not by_hand:
        return skips("no file of the change is written by hand")
    if any(file.added is None and not file.is_binary for file in by_hand):
        return is_unknown("the lines of some files were not counted")
    lines = sum(file.added or 0 for file in by_hand)
    if lines <= policy.max_lines and len(by_hand) <= policy.max_files:
        return passes(
            f"{lines:,} {word_of(lines, 'line')} added in {len(by_hand)} {word_of(len(by_hand), 'file')} written by hand"
        )
    every = RepoPath("")
    added = sum(file.added or 0 for file in pr.files)
    removed = sum(file.deleted or 0 for file in pr.files)
    return fails(
        RULE,
        case,
        phrase(
            "Hard to review in one sitting: ",
            Number(len(pr.files), claims.files_of_change(value=len(pr.files))),
            " file, " if len(pr.files) == 1 else " files, ",
            Number(added, claims.lines_added(every, value=added)),
            " lines added and ",
            Number(removed, claims.lines_removed(every, value=removed)),
            " removed",
        ),
        asks=phrase("Split it, for instance the preparation from the new behaviour."),
        reason=f"{lines:,} {word_of(lines, 'line')} added in {len(by_hand)} {word_of(len(by_hand), 'file')} written by hand",
    )


def is_by_hand(file: ChangedFile) -> bool:
    """Tell whether a human wrote the file's changes: no lock file, nothing generated or moved."""
    name = file.path.rpartition("/")[2]
    is_moved = file.status is ChangeStatus.RENAMED and not file.added and not file.deleted
    return (
        file.kind in _BY_HAND and name not in LOCK_FILES and not is_moved and not file.is_submodule
    )


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each change whose lines were counted, by the files that still exist."""
    by_hand = {
        file.id
        for file in past.files
        if file.kind in _BY_HAND and file.path.rpartition("/")[2] not in LOCK_FILES
    }
    added: Counter[int] = Counter()
    files: Counter[int] = Counter()
    measured: set[int] = set()
    for seq, file, lines, _ in past.touches:
        if file in by_hand and lines is not None:
            added[seq] += lines
            files[seq] += 1
            measured.add(seq)
    policy = past.hygiene
    for step in past.steps:
        if step.seq not in measured:
            yield left_aside("no lines were counted: too old, or nothing written by hand")
        elif past.is_bot(step.author):
            yield left_aside("written by a bot")
        elif added[step.seq] <= policy.max_lines and files[step.seq] <= policy.max_files:
            yield kept(step.at, past.component_of(step.seq))
        else:
            yield broken(
                the_commit(step.sha) if step.pull is None else the_pull(step.pull),
                phrase(
                    Quoted(step.title), ": ", *counted(added[step.seq], "line"), " added in ",
                    *counted(files[step.seq], "file"),
                ),
                at=step.at,
                component=past.component_of(step.seq),
            )  # fmt: skip
