"""How does a test run the program in a process of its own, without its imports each time?

Importing the program takes longer than most of what the tests ask of it. So a server process, which
multiprocessing calls a fork server, imports it once, and each run is a fork of that: a process with
its own environment, folder and streams, which nothing that an earlier run did can reach. Runs in which
the interpreter itself is in question (`PYTHON*`, a locale, coverage) are started afresh.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

_MODULE = "-m"
_UTF8 = "PYTHONUTF8"
_IMPORTS = "testing.everything_imported"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended, and what it said where."""

    code: int
    out: str
    err: str


def run_module(
    command: Sequence[str],
    *,
    environ: Mapping[str, str],
    folder: Path | None = None,
    seconds: float | None = None,
    is_merged: bool = False,
) -> Ended:
    """Run `python … -m MODULE WORDS…`; `environ` is all of its environment, stdin is empty.

    Where it `is_merged`, both streams are in `out`, as a log has them.

    Raises:
        subprocess.TimeoutExpired: after `seconds`; the process is killed.
    """
    if asks_for_another_interpreter(command, environ):
        return _afresh(command, environ, folder, seconds, is_merged=is_merged)
    with tempfile.TemporaryDirectory() as written:
        out = Path(written) / "out"
        err = out if is_merged else Path(written) / "err"
        code = _forked(command, environ, folder or Path.cwd(), seconds, (out, err))
        said, complained = _text(out), _text(err)
    return Ended(code, said, "" if is_merged else complained)


def asks_for_another_interpreter(command: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Tell whether a run cannot be a fork of a server that was started with our own surroundings."""
    is_other = command[0] != sys.executable or _MODULE not in command
    differs = any(
        os.environ.get(name) != text
        for name, text in environ.items()
        if name.startswith(("PYTHON", "LC_", "LANG")) and name != _UTF8
    )
    return is_other or differs or any(name.startswith("COVERAGE_") for name in environ)


def _forked(
    command: Sequence[str],
    environ: Mapping[str, str],
    folder: Path,
    seconds: float | None,
    files: tuple[Path, Path],
) -> int:
    for file in files:
        file.touch()
    process = started(command, environ, folder, (Path(os.devnull), *files))
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise subprocess.TimeoutExpired(list(command), seconds or 0)
    return process.exitcode


def started(
    command: Sequence[str],
    environ: Mapping[str, str],
    folder: Path,
    files: tuple[Path, Path, Path],
) -> BaseProcess:
    """Return a fork that runs the module of a command; the files, which exist, are its streams."""
    words = list(command[command.index(_MODULE) + 1 :])
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_IMPORTS])
    _start_server()
    process = context.Process(target=_become, args=(words, dict(environ), folder, files))
    process.start()
    return process


def _start_server() -> None:
    """Start the fork server, if it does not run, in UTF-8 mode as every run of a test is."""
    before = os.environ.get(_UTF8)
    os.environ[_UTF8] = "1"
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ[_UTF8]
        else:
            os.environ[_UTF8] = before


def _become(
    words: Sequence[str], environ: Mapping[str, str], folder: Path, files: tuple[Path, Path, Path]
) -> None:
    """Make of this fork what a process started with these words would be, and run it to its end."""
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(folder)
    for descriptor, name in enumerate(files):
        opened = os.open(name, os.O_RDONLY if descriptor == 0 else os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.argv = list(words)
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)


def _afresh(
    command: Sequence[str],
    environ: Mapping[str, str],
    folder: Path | None,
    seconds: float | None,
    *,
    is_merged: bool,
) -> Ended:
    done = subprocess.run(
        command,
        env=dict(environ),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if is_merged else subprocess.PIPE,
        timeout=seconds,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    return Ended(done.returncode, done.stdout, done.stderr or "")


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")
