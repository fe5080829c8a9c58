"""How does a test see what a user sees? It runs the program in a pseudo-terminal of a known width."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from testing.warm_start import asks_for_another_interpreter, started

_SEQUENCE: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_LOOK_AGAIN_SECONDS: Final = 0.02
COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


def in_terminal(
    *words: str | Path, columns: int, environ: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run `teammemory` in a terminal of so many columns; return its exit code and all it wrote."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    surroundings = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "NO_COLOR"}}
    command = [sys.executable, "-m", "teammemory_bot", *map(str, words)]
    environ = {**surroundings, "TERM": "xterm-256color", "PYTHONUTF8": "1", **(environ or {})}
    ask = _start(command, environ, theirs)
    written, code = b"", None
    while True:
        code = ask()
        ready, _, _ = select.select([ours], [], [], _LOOK_AGAIN_SECONDS if code is None else 0)
        if ready:
            written += os.read(ours, 65_536)
        elif code is not None:  # it had ended before there was nothing more to read
            break
    os.close(theirs)
    os.close(ours)
    return code, written.decode("utf-8")


def _start(
    command: Sequence[str], environ: Mapping[str, str], terminal: int
) -> Callable[[], int | None]:
    """Start a program in a terminal; return what tells its exit code, once it has ended."""
    if asks_for_another_interpreter(command, environ):
        return subprocess.Popen(
            command, env=dict(environ), stdin=terminal, stdout=terminal, stderr=terminal
        ).poll
    name = Path(os.ttyname(terminal))
    process = started(command, environ, Path.cwd(), (name, name, name))
    return lambda: process.exitcode


def lines_left(written: str) -> list[str]:
    """Return the lines that stay on the screen: without colours, and without a bar that is gone."""
    lines = _SEQUENCE.sub("", written).replace("\r\n", "\n").split("\n")
    return [line.rpartition("\r")[2] for line in lines]
