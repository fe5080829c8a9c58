"""Which lines did each change of a branch replace? One pass over `git log -p -U0`, change by change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from teammemory_bot.plumbing.log_stream import PINNED, RENAMES
from teammemory_bot.plumbing.patch import FilePatch, parts_of

LOG_OPTIONS: Final = (
    "--no-walk=unsorted",
    "--stdin",
    "--diff-merges=first-parent",
    "-p",
    "-U0",
    "-w",
    *PINNED,
    *RENAMES,
    "--format=tformat:%x00%H",
)
"""What `git log` is asked for; the changes' hashes come by standard input."""


@dataclass(slots=True)
class ChangePatch:
    """One change: a step along the first parents."""

    sha: str
    files: list[FilePatch] = field(default_factory=list)


def read_patch_log(chunks: Iterable[bytes]) -> Iterator[ChangePatch]:
    """Yield the changes of a log written with `LOG_OPTIONS`, in the order asked.

    The log comes in pieces of any size; the patch of one change is held at a time.
    """
    for text in _changes(chunks):
        sha, _, patch = text.partition(b"\n")
        if sha.startswith(b"\0"):
            yield ChangePatch(sha[1:].decode("ascii"), list(parts_of(patch)))


def _changes(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield each change's text. A line of a file has a mark before it, so none begins with NUL."""
    kept: list[bytes] = []
    held = b""
    for chunk in chunks:
        first, *others = (held + chunk).split(b"\n\0")
        kept.append(first)
        for other in others:
            yield b"".join(kept)
            kept = [b"\0", other]
        # A line feed at the end may be the first half of what parts two changes.
        held = b"\n" if kept[-1].endswith(b"\n") else b""
        kept[-1] = kept[-1].removesuffix(b"\n")
    yield b"".join(kept)
