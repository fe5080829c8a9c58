"""What do published figures of a history say? A folder of gzipped tables, for development.

Per repository: `*_commits` (seq, commit, time, author, is_fix, is_revert), `*_commit_files` (seq,
file_id, additions, deletions, lines_before, status, kind, logic_added), `*_paths` (file_id,
last_path) and `*_szz` (fix_seq, inducing_seq, file_id, lines). Numbers, commit ids and paths only.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from teammemory_bot.backtest.szz import Induced
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.risk_history import HistoryStep, StepFile

_KINDS: Final = {"0": FileKind.OTHER, "1": FileKind.SOURCE, "2": FileKind.TEST, "3": FileKind.DOC}
_STATUSES: Final = {"0": "M", "1": "A", "2": "D", "3": "R"}


@dataclass(frozen=True, slots=True)
class RiskData:
    """A history and the changes that its fixes were blamed on."""

    changes: tuple[HistoryStep, ...]
    links: tuple[Induced, ...]


def read_risk_data(folder: Path, name: str) -> RiskData:
    """Read the tables of one repository, such as `dev_celery`."""
    paths = {row["file_id"]: RepoPath(row["last_path"]) for row in _rows(folder, name, "paths")}
    files: defaultdict[str, list[StepFile]] = defaultdict(list)
    for row in _rows(folder, name, "commit_files"):
        files[row["seq"]].append(_file(row, paths))
    changes = tuple(
        HistoryStep(
            seq=int(row["seq"]),
            sha=Sha(row["commit"]),
            at=int(row["time"]),
            author=int(row["author"]),
            is_fix=row["is_fix"] == "1",
            is_revert=row["is_revert"] == "1",
            files=tuple(files[row["seq"]]),
        )
        for row in _rows(folder, name, "commits")
    )
    links = tuple(
        Induced(
            int(row["fix_seq"]), int(row["inducing_seq"]), int(row["file_id"]), int(row["lines"])
        )
        for row in _rows(folder, name, "szz")
    )
    return RiskData(changes=changes, links=links)


def _file(row: Mapping[str, str], paths: Mapping[str, RepoPath]) -> StepFile:
    return StepFile(
        file=int(row["file_id"]),
        path=paths[row["file_id"]],
        kind=_KINDS[row["kind"]],
        status=_STATUSES[row["status"]],
        added=int(row["additions"]),
        deleted=int(row["deletions"]),
        tokens=int(row["logic_added"]),
    )


def _rows(folder: Path, name: str, table: str) -> list[dict[str, str]]:
    with gzip.open(folder / f"{name}_{table}.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
