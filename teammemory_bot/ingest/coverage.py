"""What does a coverage report say? Cobertura XML, lcov, and the JSON of coverage.py, told apart by sight.

A report comes from the pull request's own build, so it is a stranger's text: it is read within limits, and
an XML document that declares entities is refused.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from teammemory_bot.domain.coverage import Coverage, FileCoverage
from teammemory_bot.support.errors import TeamMemoryError

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_LINE: Final = 10_000_000
"""No file has more lines; larger numbers are mistakes, or worse."""

DAMAGE: Final = (
    ValueError, KeyError, TypeError, AttributeError, RecursionError, expat.ExpatError,
)  # fmt: skip
"""What a document that is no report ends in, depending on where it differs."""

_Hits = defaultdict[str, dict[int, int]]


class BadCoverageReport(TeamMemoryError):
    """A coverage report cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"the coverage report {path} {why}; Cobertura XML, lcov and the JSON of coverage.py are read"
        )


def read_coverage(path: Path) -> Coverage:
    """Read a report, whichever of the three formats it has."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadCoverageReport(path, f"cannot be read ({error.strerror or error})") from error
    if len(content) > MAX_BYTES:
        raise BadCoverageReport(path, "is larger than 64 MiB")
    try:
        return parse_coverage(content)
    except DAMAGE as error:
        raise BadCoverageReport(path, f"is damaged ({type(error).__name__})") from error


def parse_coverage(content: bytes) -> Coverage:
    """Return what a report says. What is wrong with it ends in one of `DAMAGE`."""
    start = content.lstrip()[:1]
    if start == b"{":
        return _coverage(_from_json(json.loads(content)))
    if start == b"<":
        return _coverage(_from_cobertura(content))
    return _coverage(_from_lcov(content.decode("utf-8", "replace")))


def _from_json(report: Mapping[str, Any]) -> _Hits:
    hits: _Hits = defaultdict(dict)
    for name, file in report["files"].items():
        for line in file["executed_lines"]:
            hits[name][_line(line)] = 1
        for line in file["missing_lines"]:
            hits[name][_line(line)] = 0
    return hits


def _from_lcov(text: str) -> _Hits:
    hits: _Hits = defaultdict(dict)
    name = ""
    for record in text.splitlines():
        kind, _, value = record.strip().partition(":")
        if kind == "SF":
            name = value
        elif kind == "DA" and name:
            line, count = value.split(",")[:2]
            _add(hits[name], _line(line), int(count))
    if not hits:
        raise ValueError("no record of a source file")
    return hits


def _from_cobertura(content: bytes) -> _Hits:
    hits: _Hits = defaultdict(dict)
    name = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if tag == "class":
            name = attributes["filename"]
        elif tag == "line" and name:
            # A class lists its lines, and each of its methods lists its own again.
            _add(hits[name], _line(attributes["number"]), int(attributes["hits"]))

    def refuse(*_: object) -> None:
        raise ValueError("declares entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    parser.Parse(content, True)  # noqa: FBT003  # expat takes no names: this is the last piece
    return hits


def _add(lines: dict[int, int], line: int, count: int) -> None:
    """Note a line that may be listed several times: run once is run."""
    lines[line] = max(lines.get(line, 0), count)


def _line(number: object) -> int:
    line = int(str(number))
    if not 0 < line <= MAX_LINE:
        raise ValueError("no line of a file")
    return line


def _coverage(hits: _Hits) -> Coverage:
    return Coverage({name: _file(lines) for name, lines in _named(hits)})


def _named(hits: _Hits) -> Iterator[tuple[str, dict[int, int]]]:
    for name, lines in hits.items():
        yield name.removeprefix("./"), lines


def _file(lines: Mapping[int, int]) -> FileCoverage:
    run = frozenset(line for line, count in lines.items() if count > 0)
    return FileCoverage(run=run, missed=frozenset(lines) - run)
