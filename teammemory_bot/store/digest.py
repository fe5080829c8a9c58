"""Is this the file that we wrote? A digest beside the memory answers before the memory may.

SQLite's own checks look at structure and miss most changes of content. The file of the digest names
every content that is valid: one, or two for the moment in which a new one takes the old one's place, so
that a process killed at any point leaves a valid pair behind.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_FORMAT: Final = 1
_MAX_BYTES: Final = 4_096
_CHUNK: Final = 1 << 20


def digest_path(path: Path) -> Path:
    """Return where the digest of a memory lies."""
    return path.with_name(f"{path.name}.digest")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def accepted_digests(path: Path) -> tuple[str, ...]:
    """Return the contents that are valid; none where the note is missing or damaged."""
    note = digest_path(path)
    if not note.is_file():  # a pipe would never end
        return ()
    try:
        with note.open("rb") as file:
            said = json.loads(file.read(_MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return ()
    if not isinstance(said, dict) or said.get("format") != _FORMAT:
        return ()
    digests = said.get("sha256")
    return tuple(map(str, digests)) if isinstance(digests, list) else ()


def accept(path: Path, digests: Iterable[str]) -> None:
    """Write down which contents are valid, all at once or not at all."""
    note = digest_path(path)
    fresh = note.with_name(f"{note.name}.next")
    fresh.unlink(missing_ok=True)  # never write through a link that somebody left here
    text = json.dumps({"format": _FORMAT, "sha256": sorted(set(digests))}) + "\n"
    with fresh.open("x", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(note)


def sync(path: Path) -> None:
    """Bring a file, or a folder's list of files, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
