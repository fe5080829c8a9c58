"""How does one call of the database, the file system or git fail? The Nth, and only that one."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

import git
import pytest

from teammemory_bot.store.sqlite import SqliteDatabase


def _no_space(*_args: object, **_named: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _disk_error(*_args: object, **_named: object) -> NoReturn:
    raise sqlite3.OperationalError("disk I/O error")


CALLS: Final[dict[str, tuple[list[tuple[Any, str]], Callable[..., NoReturn]]]] = {
    "database": (
        [(SqliteDatabase, name) for name in ("execute", "ask", "many", "insert")],
        _disk_error,
    ),
    "file": ([(os, "fsync"), (shutil, "copyfile"), (Path, "replace")], _no_space),
    "git": ([(git.Git, "execute")], _no_space),
}


class NthCall:
    """Lets every call through but one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: str, last: int) -> None:
        """Let the `last` call of a kind fail; none where it is zero: then they are counted."""
        self.calls = 0
        places, failure = CALLS[kind]
        for owner, name in places:
            monkeypatch.setattr(owner, name, self._guarded(getattr(owner, name), failure, last))

    def _guarded(
        self, real: Callable[..., Any], failure: Callable[..., NoReturn], last: int
    ) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self.calls += 1
            return failure() if self.calls == last else real(*args, **named)

        return call
