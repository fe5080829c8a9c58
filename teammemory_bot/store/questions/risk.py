"""What tends to break, and what changes together? Answers behind risk evidence."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.questions.risk import (
    FileName,
    FileTouch,
    LivingFile,
    PastStep,
    RecentFile,
    SourcePast,
    Together,
)
from teammemory_bot.domain.risk_history import FileId, HistoryStep, StepFile
from teammemory_bot.scoring.bug_fix import MAX_FIX_FILES, FixRule, fix_rule
from teammemory_bot.store.change_columns import change_marks
from teammemory_bot.store.change_marks import FIX_RULE, IS_REVERT, ChangeMarks
from teammemory_bot.store.questions.asked import Asked

_REMOVED = "D"
_as_touch = partial(tuple.__new__, FileTouch)
_as_together = partial(tuple.__new__, Together)
"""`_make` without a call of Python for each of tens of thousands."""
_MOST_KNOWN_FILES: Final = 256
"""Files whose whole past is kept at hand: those of a large change, not those of the repository."""
_CHANGES_AT_ONCE: Final = 50
_CHANGE_NAMES: Final = tuple(f"c{number}" for number in range(_CHANGES_AT_ONCE))
"""How the statement `risk.files_of_changes` calls them."""


class RiskQuestions(Asked):
    """The questions of `domain/questions/risk.py`."""

    _rules_by_labels: tuple[int, dict[int, str]] | None = None
    """From which change on they are known, and what is known."""

    def file_numbers(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, FileId]:
        """Return the files that are called so; unknown paths are left out."""
        return self.file_ids(paths)

    def names_of(self, files: Iterable[FileId]) -> Mapping[FileId, FileName]:
        """Return what files are called, or were last."""
        return {
            file: FileName(RepoPath(path), status != _REMOVED, FileKind(kind))
            for file in files
            for path, status, kind in self.rows("risk.name_of_file", file_id=file)
        }

    def touches_of(self, file: FileId, *, since: int = 0) -> tuple[FileTouch, ...]:
        """Return the changes since a time that touched a file, under any of its names, newest first."""
        known = self._touches_by_file.get(file)
        if known is None and since:
            return self._read_touches(file, first=self._first_since(since))
        if known is None:
            if len(self._touches_by_file) >= _MOST_KNOWN_FILES:
                self._touches_by_file.clear()
            known = self._touches_by_file[file] = self._read_touches(file, first=0)
        # Times never go back along the branch, so those since a time stand in front.
        return known[: bisect_right(known, -since, key=_negative_time)] if since else known

    def _read_touches(self, file: FileId, *, first: int) -> tuple[FileTouch, ...]:
        rows = self.rows("risk.touches_of_file", file_id=file, first=first)
        if not rows:
            return ()
        seqs, added, deleted = zip(*rows, strict=True)
        changes, bots, rules = self._marks, self._bots, self._rules_from(seqs[-1])
        pick = _picker(seqs)
        writers, marks = pick(changes.writers), pick(changes.marks)
        fixes = map(FIX_RULE.__getitem__, marks)
        columns = (
            seqs,
            pick(changes.at),
            writers,
            map(bots.__contains__, writers),
            map(rules.get, seqs, fixes) if rules else fixes,
            map(IS_REVERT.__getitem__, marks),
            pick(changes.n_source_files),
            added,
            deleted,
        )
        touches: tuple[FileTouch, ...] = tuple(map(_as_touch, zip(*columns, strict=True)))
        if len(set(seqs)) == len(seqs):
            return touches
        return tuple(_added_up(group) for _, group in groupby(touches, key=attrgetter("seq")))

    def lines_of(self, file: FileId) -> int | None:
        """Return how many lines a file has; None where nothing tells."""
        ((lines, uncounted),) = self.rows("risk.lines_of_file", file_id=file)
        if uncounted:
            return next((one.lines for one in self._living if one.file == file), None)
        return None if lines is None else int(lines)  # None: there is no such file

    def source_past(
        self,
        *,
        since: int,
        most_steps: int,
        recent_since: int,
        least_recent: int,
        most_recent: int,
    ) -> SourcePast:
        """Return the past of the source files since a time, at most the newest `most_steps` changes."""
        ((first,),) = self.rows("risk.first_step", since=since, most=most_steps)
        if first is None:
            return SourcePast(
                steps=(), touches=(), source_paths=frozenset(), recent=(), living=self._living
            )
        rules = self._rules_from(first)
        steps = tuple([
            PastStep(seq, at, _is_counted_fix(rules.get(seq, rule), source), source)
            for seq, at, rule, source in self.rows("risk.steps", first=first)
        ])  # fmt: skip
        return SourcePast(
            steps=steps,
            touches=tuple(self.rows("risk.step_touches", first=first)),
            source_paths=frozenset(path for (path,) in self.rows("risk.source_paths")),
            recent=self._recent(_newest(steps, recent_since, least_recent, most_recent)),
            living=self._living,
        )

    def together_with(self, file: FileId, *, last: int, max_files: int) -> tuple[Together, ...]:
        """Return a file's newest changes of at most `max_files` files, newest first."""
        n_files = self._marks.n_files
        touches = self.touches_of(file)
        small = list(islice((t for t in touches if 1 <= n_files[t.seq] <= max_files), last))
        known = self._files_by_change
        self._read_files([touch.seq for touch in small if touch.seq not in known])
        return tuple([_as_together((t.seq, t.at, known[t.seq])) for t in small if known[t.seq]])

    def fix_rule_of(self, seq: int) -> str:
        """Return by which rule a change is a bug fix; empty: by none."""
        # Read at once for all: asked for one change, this costs nearly as much as for the whole past,
        # and who asks for one asks for many.
        by_labels = self._rules_from(0)
        rows = self.rows("risk.fix_rule", number=seq)
        return next((str(by_labels.get(seq, rule)) for (rule,) in rows), "")

    def history(self) -> tuple[HistoryStep, ...]:
        """Return the whole branch, oldest first: what a back-test replays."""
        files = self._history_files()
        rules = self._rules_from(0)
        taken_back: defaultdict[int, list[int]] = defaultdict(list)
        for seq, earlier in self.rows("risk.taken_back"):
            taken_back[seq].append(earlier)
        return tuple(
            HistoryStep(
                seq=seq,
                sha=Sha(sha),
                at=at,
                author=author,
                files=tuple(files.get(seq, ())),
                is_fix=bool(rules.get(seq, rule)),
                is_revert=bool(revert),
                takes_back=tuple(taken_back.get(seq, ())),
            )
            for seq, sha, at, author, rule, revert in self.rows("risk.history")
        )

    def _first_since(self, since: int) -> int:
        """Return the first change of a time or later; one after the newest where there is none."""
        if since not in self._first_by_time:
            rows = self.rows("risk.first_since", since=since)
            self._first_by_time[since] = rows[0][0] if rows else self.seq + 1
        return self._first_by_time[since]

    def _read_files(self, changes: Sequence[int]) -> None:
        """Learn what changes touched, somebody else's code aside. Files share many changes."""
        vendored, known = self._vendored, self._files_by_change
        for first in range(0, len(changes), _CHANGES_AT_ONCE):
            some = changes[first : first + _CHANGES_AT_ONCE]
            # A name that is left over asks for the last one again.
            padded = [*some, *[some[-1]] * (_CHANGES_AT_ONCE - len(some))]
            asked = dict(zip(_CHANGE_NAMES, padded, strict=True))
            rows = self.rows("risk.files_of_changes", **asked)
            if vendored:
                rows = [row for row in rows if row[2] not in vendored]
            known.update(dict.fromkeys(some, frozenset()))
            for seq, of_change in groupby(rows, itemgetter(0)):
                known[seq] = frozenset([file for _, file, _ in of_change])

    @cached_property
    def _marks(self) -> ChangeMarks:
        return change_marks(self._database, seq=self.seq)

    @cached_property
    def _first_by_time(self) -> dict[int, int]:
        return {}

    @cached_property
    def _touches_by_file(self) -> dict[FileId, tuple[FileTouch, ...]]:
        """The whole past of the files that were asked about last: several agents ask about the same."""
        return {}

    @cached_property
    def _files_by_change(self) -> dict[int, frozenset[FileId]]:
        return {}

    @cached_property
    def _has_labels(self) -> bool:
        return bool(self.rows("risk.any_label"))

    @cached_property
    def _bots(self) -> frozenset[int]:
        return frozenset(who for (who,) in self.rows("risk.bots"))

    @cached_property
    def _vendored(self) -> frozenset[int]:
        return frozenset(path for (path,) in self.rows("risk.vendored_paths"))

    def _history_files(self) -> Mapping[int, list[StepFile]]:
        paths = {
            number: (RepoPath(path), FileKind(kind))
            for number, path, kind in self.rows("risk.paths")
        }
        files: defaultdict[int, list[StepFile]] = defaultdict(list)
        for seq, file, path, status, added, deleted, tokens in self.rows("risk.history_files"):
            files[seq].append(StepFile(file, *paths[path], status, added, deleted, tokens))
        return files

    def _recent(self, steps: tuple[PastStep, ...]) -> tuple[RecentFile, ...]:
        if not steps:
            return ()
        rows = self.rows("risk.recent_files", first=steps[0].seq)
        return tuple(RecentFile(*row) for row in rows)

    @cached_property
    def _living(self) -> tuple[LivingFile, ...]:
        lines = self._lines_of_all()
        living = [(file, RepoPath(path)) for file, path in self.rows("risk.living_source")]
        sizes = {} if lines else self._sizes_of([path for _, path in living])
        return tuple([
            LivingFile(file, path, lines.get(file, sizes.get(path))) for file, path in living
        ])  # fmt: skip

    def _sizes_of(self, paths: Sequence[RepoPath]) -> Mapping[RepoPath, int]:
        """Return the lines of files by their contents, where these are at hand."""
        tip = self.rows("holdings.tip")
        if self._sizes is None or not tip:
            return {}
        return self._sizes(Sha(tip[0][0]), paths)

    def _lines_of_all(self) -> Mapping[FileId, int]:
        """Return the lines of files without an uncounted change; none where counting began late."""
        if not any(counted for (counted,) in self.rows("risk.is_counted_from_the_start")):
            return {}
        return dict(self.rows("risk.lines_of_living"))

    def _rules_from(self, first: int) -> Mapping[int, str]:
        """Return the changes from `first` on that labels or issue types call bug fixes."""
        if not self._has_labels:
            return {}  # only a tracker tells them, and looking for them through all changes takes long
        known_from, known = self._rules_by_labels or (self.seq + 1, {})
        if first < known_from:
            known = self._read_rules(first, last=known_from - 1) | known
            self._rules_by_labels = (first, known)
        return known

    def _read_rules(self, first: int, *, last: int) -> dict[int, str]:
        rules: dict[int, str] = {}
        by_text: dict[tuple[str, str], str] = {}  # the same few texts come often
        for seq, labels, kind in self.rows("risk.bug_labels", first=first, last=last):
            if (labels, kind) not in by_text:
                found = fix_rule("", labels=labels.splitlines(), issue_types=(kind,))
                by_text[labels, kind] = found or ""
            rule = by_text[labels, kind]
            if rule and rules.get(seq) != FixRule.ISSUE_TYPE:
                rules[seq] = rule
        return rules


def _picker(places: Sequence[int]) -> Callable[[Sequence[int]], tuple[int, ...]]:
    """Return what takes one or more places out of a column, several times faster than a loop."""
    if len(places) == 1:  # of one place, `itemgetter` gives no tuple
        return lambda column: (column[places[0]],)
    return itemgetter(*places)


def _negative_time(touch: FileTouch) -> int:
    return -touch.at


def _added_up(touches: Iterator[FileTouch]) -> FileTouch:
    """Return the rows of one change as one, counts that are unknown aside."""
    first, *others = touches
    rows = [first, *others]
    return first._replace(
        added=_sum_of_known(row.added for row in rows),
        deleted=_sum_of_known(row.deleted for row in rows),
    )


def _sum_of_known(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _newest(steps: Sequence[PastStep], since: int, least: int, most: int) -> tuple[PastStep, ...]:
    """Return the newest steps with source files: those since a time, within the limits."""
    with_source = [step for step in steps if step.n_source_files]
    in_time = sum(step.at >= since for step in with_source)
    return tuple(with_source[-max(least, min(in_time, most)) :])


def _is_counted_fix(rule: str, n_source_files: int) -> bool:
    return bool(rule) and 1 <= n_source_files <= MAX_FIX_FILES
