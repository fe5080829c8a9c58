"""What documents does an exported file hold? JSON, JSON lines, or a list of either; with clear ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from teammemory_bot.support.errors import TeamMemoryError
from teammemory_bot.transport.answer import storable

MAX_BYTES: Final = 256 * 1024 * 1024


class ExportUnreadable(TeamMemoryError):
    """A file that was named for import holds nothing to import."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"nothing was imported from {path}: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came out of the files."""

    files: int
    records: int
    unknown: int
    """Entries that are none of the shapes we read; named so that nobody believes they are in."""


def read_documents(path: Path) -> Iterator[Any]:
    """Yield the JSON documents of a file: the whole, or one a line."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ExportUnreadable(path, f"it is larger than {MAX_BYTES >> 20} MiB; split it")
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise ExportUnreadable(path, "it is no UTF-8 text") from None
    except OSError as failure:
        raise ExportUnreadable(path, f"{failure.strerror or 'it cannot be read'}") from None
    try:
        yield storable(json.loads(text))
    except (ValueError, RecursionError):
        yield from _lines(path, text)


def _lines(path: Path, text: str) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield storable(json.loads(line))
            except (ValueError, RecursionError):
                raise ExportUnreadable(path, f"line {number} is no JSON") from None
