"""How does a test see what a user sees? It runs the program in a pseudo-terminal of a known width."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_SEQUENCE: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


def in_terminal(
    *words: str | Path, columns: int, environ: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run `teammemory` in a terminal of so many columns; return its exit code and all it wrote."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    surroundings = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "NO_COLOR"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "teammemory_bot", *map(str, words)],
        env={**surroundings, "TERM": "xterm-256color", "PYTHONUTF8": "1", **(environ or {})},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # Linux says so when the other side is gone
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    return process.wait(), written.decode("utf-8")


def lines_left(written: str) -> list[str]:
    """Return the lines that stay on the screen: without colours, and without a bar that is gone."""
    lines = _SEQUENCE.sub("", written).replace("\r\n", "\n").split("\n")
    return [line.rpartition("\r")[2] for line in lines]
