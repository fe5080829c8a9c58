"""What do published figures of a history say? A folder of CSV tables, plain or gzipped.

Per history: `*_commits` (seq, commit, time, author, is_fix, is_revert), `*_commit_files` (seq,
file_id, additions, deletions, lines_before, status, kind, logic_added), `*_paths` (file_id,
last_path) and, for risk, `*_szz` (fix_seq, inducing_seq, file_id, lines). Numbers, commit ids and
paths only; docs/risk.md describes the columns. Which change a revert takes back is not among them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Final, Self, TypeVar

from teammemory_bot.backtest.plain_or_gzip import CUT_OFF, open_text
from teammemory_bot.backtest.szz import Induced
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.risk_history import HistoryStep, StepFile
from teammemory_bot.support.errors import TeamMemoryError

_ENDINGS: Final = (".csv.gz", ".csv")
_KINDS: Final = {"0": FileKind.OTHER, "1": FileKind.SOURCE, "2": FileKind.TEST, "3": FileKind.DOC}
_STATUSES: Final = {"0": "M", "1": "A", "2": "D", "3": "R"}

_Row = Mapping[str, str]
_Value = TypeVar("_Value")


class BadRiskData(TeamMemoryError):
    """A table of a published history cannot be read."""

    def __init__(self, place: Path, why: str, *, line: int | None = None) -> None:
        where = f"{place}" if line is None else f"{place}, line {line}"
        super().__init__(f"{where}: {why}; the format is described in docs/risk.md")


@dataclass(frozen=True, slots=True)
class RiskTables:
    """Where the tables of one history are: NAME in a folder with `NAME_commits.csv.gz`."""

    folder: Path
    name: str

    @classmethod
    def find(cls, place: Path) -> Self:
        """Find them in a folder that holds one history, or by FOLDER/NAME where it holds several."""
        folder = place if place.is_dir() else place.parent
        names = _names_in(folder)
        if place.is_dir() and len(names) == 1:
            return cls(folder, names[0])
        if not place.is_dir() and place.name in names:
            return cls(folder, place.name)
        if not names:
            raise BadRiskData(folder, "holds no table NAME_commits.csv or NAME_commits.csv.gz")
        held = f"holds {', '.join(names)}"
        if place.is_dir():
            raise BadRiskData(folder, f"{held}; name one of them, as in {place / names[0]}")
        raise BadRiskData(folder, f"{held} and no {place.name}")

    def file(self, table: str) -> Path:
        """Return the file of one table."""
        files = [self.folder / f"{self.name}_{table}{ending}" for ending in _ENDINGS]
        return next((file for file in files if file.is_file()), files[0])


def read_changes(tables: RiskTables) -> tuple[HistoryStep, ...]:
    """Read a history, oldest change first; none is dated before the one that precedes it."""
    paths = dict(_read(tables.file("paths"), lambda row: (row["file_id"], row["last_path"])))
    files: defaultdict[int, list[StepFile]] = defaultdict(list)
    for seq, file in _read(tables.file("commit_files"), lambda row: _file(row, paths)):
        files[seq].append(file)
    changes = sorted(
        _read(tables.file("commits"), lambda row: _change(row, files)), key=lambda one: one.seq
    )
    times = accumulate((change.at for change in changes), max)
    return tuple(replace(change, at=at) for change, at in zip(changes, times, strict=True))


def read_links(tables: RiskTables, changes: Sequence[HistoryStep]) -> tuple[Induced, ...]:
    """Read which of these changes each bug fix was blamed on."""
    known = {change.seq for change in changes}
    return tuple(_read(tables.file("szz"), lambda row: _link(row, known)))


def _names_in(folder: Path) -> list[str]:
    endings = tuple(f"_commits{ending}" for ending in _ENDINGS)
    found = (file.name for file in folder.glob("*_commits.csv*"))
    return sorted({name[: name.rindex("_commits")] for name in found if name.endswith(endings)})


def _change(row: _Row, files: Mapping[int, Sequence[StepFile]]) -> HistoryStep:
    seq = int(row["seq"])
    return HistoryStep(
        seq=seq,
        sha=Sha(row["commit"]),
        at=int(row["time"]),
        author=int(row["author"]),
        is_fix=row["is_fix"] == "1",
        is_revert=row["is_revert"] == "1",
        files=tuple(files.get(seq, ())),
    )


def _file(row: _Row, paths: Mapping[str, str]) -> tuple[int, StepFile]:
    return int(row["seq"]), StepFile(
        file=int(row["file_id"]),
        path=RepoPath(paths[row["file_id"]]),
        kind=_KINDS[row["kind"]],
        status=_STATUSES[row["status"]],
        added=int(row["additions"]),
        deleted=int(row["deletions"]),
        tokens=int(row["logic_added"]),
    )


def _link(row: _Row, known: Container[int]) -> Induced:
    fix, writer = int(row["fix_seq"]), int(row["inducing_seq"])
    unknown = next((seq for seq in (fix, writer) if seq not in known), None)
    if unknown is not None:
        raise ValueError(f"there is no change {unknown}")
    return Induced(fix, writer, int(row["file_id"]), int(row["lines"]))


def _read(file: Path, convert: Callable[[_Row], _Value]) -> Iterator[_Value]:
    for line, row in _rows(file):
        try:
            yield convert(row)
        except KeyError as error:
            raise BadRiskData(file, f"{error} is missing or not known", line=line) from error
        except ValueError as error:
            raise BadRiskData(file, f"not a row of this table ({error})", line=line) from error


def _rows(file: Path) -> Iterator[tuple[int, _Row]]:
    try:
        with open_text(file) as lines:
            yield from enumerate(csv.DictReader(lines, restval=""), start=2)
    except CUT_OFF as error:
        raise BadRiskData(file, "the compressed data is damaged or cut off") from error
    except OSError as error:
        raise BadRiskData(file, f"cannot be read ({error.strerror or error})") from error
    except (UnicodeError, csv.Error) as error:
        raise BadRiskData(file, f"not a table ({error})") from error
