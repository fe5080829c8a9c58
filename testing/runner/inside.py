"""How does a step run inside the test's own process, where calls can be made to fail?

Its clock is the world's: a wait takes no time. Its log is that of every library at the level DEBUG.
"""

from __future__ import annotations

import io
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from teammemory_bot.entrypoints import remembering
from teammemory_bot.entrypoints.action import run
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.transport.jira_api import Deployment, JiraApi
from testing.jira_server import JiraServer
from testing.runner.step import Folders, Step, StepResult, prepare, result_of
from testing.virtual_clock import VirtualClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A step that has ended, with every byte that it said anywhere but in the workspace."""

    result: StepResult
    text: str
    """Standard output and error, the debug log, and the files for the runner."""


def run_inside(step: Step) -> Heard:
    """Run one step to its end, in this process."""
    folders = Folders(Path(tempfile.mkdtemp(prefix="runner-")))
    try:
        variables, unknown = prepare(step, folders)
        out = io.StringIO()
        with debug_log() as log, redirect_stdout(out), redirect_stderr(out):
            code = run(variables)
        files = [file.read_text("utf-8") for file in sorted(folders.file_commands.iterdir())]
        return Heard(
            result=result_of(code, out.getvalue(), folders, unknown),
            text="\n".join([out.getvalue(), log.getvalue(), *files]),
        )
    finally:
        shutil.rmtree(folders.root)


@contextmanager
def debug_log() -> Iterator[io.StringIO]:
    """Collect what every library logs, down to DEBUG, for the length of a block."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def live_in(clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the product's own clock be this one."""
    moves: dict[str, Callable[..., object]] = {
        "now": lambda _: clock.now(),
        "monotonic": lambda _: clock.monotonic(),
        "sleep": lambda _, seconds: clock.sleep(seconds),
    }
    for name, move in moves.items():
        monkeypatch.setattr(SystemClock, name, move)


def speak_with(jira: JiraServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every address of Jira be the stand-in's, which speaks no TLS."""

    def opened(_url: str, *, user: str, token: str) -> JiraApi:
        kind = Deployment.CLOUD if jira.is_cloud else Deployment.DATA_CENTER
        return JiraApi(jira.url, user=user, token=token, clock=SystemClock(), deployment=kind)

    monkeypatch.setattr(remembering, "open_jira", opened)
