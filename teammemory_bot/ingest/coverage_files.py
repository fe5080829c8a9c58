"""Which files of the workspace are the coverage reports that were named? A path or a glob, nothing outside.

What lies there was left by the pull request's own build: links that lead out of the workspace are not
followed, and however many files there are, only so many are looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from teammemory_bot.domain.coverage import Coverage
from teammemory_bot.domain.pattern import Glob
from teammemory_bot.ingest.coverage import BadCoverageReport, read_coverage

MAX_REPORTS: Final = 20
MAX_VISITED: Final = 200_000
"""Files of the workspace that a glob is compared with, and folders in which they are looked for."""
_WILD: Final = frozenset("*?")


def coverage_in(workspace: Path, named: str) -> Coverage | None:
    """Read the reports of a workspace that a path or glob names; None where there is none.

    Raises BadCoverageReport for one that cannot be read or that lies outside.
    """
    files = list(islice(_files(workspace, named), MAX_REPORTS + 1))
    if len(files) > MAX_REPORTS:
        raise BadCoverageReport(workspace / named, f"is more than {MAX_REPORTS} files")
    if not files:
        return None
    root = workspace.resolve()
    for file in files:
        if not file.resolve().is_relative_to(root):
            raise BadCoverageReport(file, "lies outside the workspace")
    return read_coverage(*files)


def _files(workspace: Path, named: str) -> Iterator[Path]:
    if _WILD.isdisjoint(named):
        file = workspace / named
        # A link that leads nowhere is there, and cannot be read.
        yield from (file,) if os.path.lexists(file) else ()
        return
    glob = Glob(named)
    for name in islice(_names(workspace, _start(named)), MAX_VISITED):
        if glob.matches(name):
            yield workspace / name


def _start(named: str) -> str:
    """Return the folder that is named before the first wild card; empty: the workspace."""
    if "/" not in named.rstrip("/"):
        return ""
    levels = named.strip("/").split("/")[:-1]
    wild = next((n for n, level in enumerate(levels) if not _WILD.isdisjoint(level)), len(levels))
    return "/".join(levels[:wild])


def _names(workspace: Path, start: str) -> Iterator[str]:
    """Yield the files below a folder by their place in the workspace, in the order of their names."""
    for folder, folders, files in islice(os.walk(workspace / start), MAX_VISITED):
        folders[:] = sorted(name for name in folders if name != ".git")
        below = Path(folder).relative_to(workspace)
        yield from (str(below / name) for name in sorted(files))
