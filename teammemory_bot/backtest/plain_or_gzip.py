"""How is a file of published figures opened? As text, whether it is compressed or not."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Final, TextIO

CUT_OFF: Final = (EOFError, gzip.BadGzipFile, zlib.error)
"""What reading damaged gzip raises."""


def open_text(path: Path) -> TextIO:
    """Open UTF-8 text; gzip is told by the content, not by the name."""
    with path.open("rb") as file:
        is_compressed = file.read(2) == b"\x1f\x8b"
    if is_compressed:
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
