"""What does a coverage report say? Cobertura XML, lcov, and the JSON of coverage.py, told apart by sight.

A report comes from the pull request's own build, so it is a stranger's text: it is read within limits, and
an XML document that declares entities is refused.
"""

from __future__ import annotations

import json
import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from teammemory_bot.domain.coverage import Coverage, FileCoverage
from teammemory_bot.support.errors import TeamMemoryError

MAX_BYTES: Final = 64 * 1024 * 1024
"""Of all reports of one change together."""
MAX_JSON_BYTES: Final = MAX_BYTES // 2
"""JSON is in memory as a whole before any of it is looked at, at up to thirty times its size."""
MAX_FILES: Final = 100_000
MAX_LINES: Final = 5_000_000
"""Lines that all reports together tell of."""
MAX_DEPTH: Final = 64
"""Levels of an XML document; Cobertura has eight."""
MAX_LINE: Final = 10_000_000
"""No file has more lines; larger numbers are mistakes, or worse."""

DAMAGE: Final = (
    ValueError, KeyError, TypeError, AttributeError, RecursionError, expat.ExpatError,
)  # fmt: skip
"""What a document that is no report ends in, depending on where it differs."""


class _Hits:
    """How often each line of each file ran, within the limits."""

    def __init__(self) -> None:
        self.files: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._lines = 0

    def add(self, name: str, number: object, count: int) -> None:
        """Note a line that may be listed several times: run once is run."""
        line = int(str(number))
        if not 0 < line <= MAX_LINE:
            raise ValueError("no line of a file")
        lines = self.files[name.removeprefix("./")]
        lines[line] = max(lines.get(line, 0), count)
        self._lines += 1
        if self._lines > MAX_LINES or len(self.files) > MAX_FILES:
            raise ValueError("more files or lines than are read")

    def coverage(self) -> Coverage:
        """Return what was noted; each file's lines apart by whether they ran."""
        return Coverage({name: _file(lines) for name, lines in self.files.items()})


class BadCoverageReport(TeamMemoryError):
    """A coverage report cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"the coverage report {path} {why}; Cobertura XML, lcov and the JSON of coverage.py are read"
        )


def read_coverage(*paths: Path) -> Coverage:
    """Read a report, or several that together tell what ran; each has any of the three formats."""
    hits = _Hits()
    left = MAX_BYTES
    for path in paths:
        content = _content(path, left)
        left -= len(content)
        try:
            _add(content, hits)
        except DAMAGE as error:
            raise BadCoverageReport(path, f"is damaged ({type(error).__name__})") from error
    return hits.coverage()


def _content(path: Path, limit: int) -> bytes:
    try:
        # Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise BadCoverageReport(path, "is no file")
            content = file.read(limit + 1)
    except OSError as error:
        raise BadCoverageReport(path, f"cannot be read ({error.strerror or error})") from error
    is_json = _first(content) == b"{"
    if len(content) > limit or (is_json and len(content) > MAX_JSON_BYTES):
        raise BadCoverageReport(path, "is too large: 64 MiB in all are read, JSON up to 32")
    return content


def parse_coverage(content: bytes) -> Coverage:
    """Return what a report says. What is wrong with it ends in one of `DAMAGE`."""
    hits = _Hits()
    _add(content, hits)
    return hits.coverage()


def _add(content: bytes, hits: _Hits) -> None:
    start = _first(content)
    if start == b"{":
        _add_json(json.loads(content), hits)
    elif start == b"<":
        _add_cobertura(content, hits)
    else:
        _add_lcov(BytesIO(content), hits)


def _first(content: bytes) -> bytes:
    return content[:1_000].lstrip()[:1]


def _add_json(report: Mapping[str, Any], hits: _Hits) -> None:
    for name, file in report["files"].items():
        for line in file["executed_lines"]:
            hits.add(name, line, 1)
        for line in file["missing_lines"]:
            hits.add(name, line, 0)


def _add_lcov(records: Iterable[bytes], hits: _Hits) -> None:
    name = ""
    for record in records:
        kind, _, value = record.decode("utf-8", "replace").strip().partition(":")
        if kind == "SF":
            name = value
        elif kind == "DA" and name:
            line, count = value.split(",")[:2]
            hits.add(name, line, int(count))
    if not name:
        raise ValueError("no record of a source file")


def _add_cobertura(content: bytes, hits: _Hits) -> None:
    name = ""
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name, depth
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError("nests too deeply")
        if tag == "class":
            name = attributes["filename"]
        elif tag == "line" and name:
            # A class lists its lines, and each of its methods lists its own again.
            hits.add(name, attributes["number"], int(attributes["hits"]))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise ValueError("declares entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = refuse
    parser.Parse(content, True)  # noqa: FBT003  # expat takes no names: this is the last piece


def _file(lines: Mapping[int, int]) -> FileCoverage:
    run = frozenset(line for line, count in lines.items() if count > 0)
    return FileCoverage(run=run, missed=frozenset(lines) - run)
