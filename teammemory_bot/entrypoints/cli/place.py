"""Where does a verb work: in a repository's memory, or in the demo, which has no repository?"""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import platformdirs

from teammemory_bot.bootstrap import APPLICATION, open_workplace
from teammemory_bot.entrypoints.cli.session import Session
from teammemory_bot.ingest import demo
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.errors import NotARepository
from teammemory_bot.store.server import is_on_server
from teammemory_bot.store.store import RepositoryIdentity
from teammemory_bot.support.errors import TeamMemoryError

DEMO: Final = RepositoryIdentity(roots=demo.ROOTS, branch=demo.BRANCH)
_NAME: Final = "demo.sqlite"


class DemoHasNoRepository(TeamMemoryError):
    """The memory that was named is the demo, and the verb needs a repository's."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} holds the demo, which has no repository; ask it `issue-context`, `file-experts`, "
            "`review-suggest`, `onboarding`, `hygiene` or `component-risk`, or leave out --memory"
        )


def open_place(session: Session) -> AbstractContextManager[Workplace]:
    """Open the repository and its memory; the demo is left as it is, not set aside as foreign."""
    if isinstance(session.memory, Path) and holds_demo(session):
        raise DemoHasNoRepository(session.memory)
    return open_workplace(
        session.repo,
        memory=session.memory,
        config=session.config,
        secrets=session.secrets,
        say=session.remark,
    )


def demo_path() -> Path:
    """Return where the demo lies unless the user says otherwise."""
    return platformdirs.user_cache_path(APPLICATION, appauthor=False) / _NAME


def asked_of_demo(session: Session) -> Session | None:
    """Return the session with the demo's memory, if that is what is asked; None: a repository's is.

    The demo is asked when its memory is named, and when none is named, the user stands in no
    repository, and the demo is there.
    """
    if session.memory is not None:
        return session if holds_demo(session) else None
    named = replace(session, memory=demo_path())
    return named if is_nowhere(session) and holds_demo(named) else None


def is_nowhere(session: Session) -> bool:
    """Tell whether the user named no repository and stands in none."""
    return session.repo == Path() and not is_in_repository(session)


def holds_nothing(path: Path) -> bool:
    """Tell whether a file is a memory that nothing was read into yet."""
    return path.is_file() and _asked(path, "SELECT 1 FROM changes LIMIT 1") == []


def clear_away(path: Path) -> None:
    """Remove a memory and the files beside it."""
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def holds_demo(session: Session) -> bool:
    """Tell whether the memory that the user named is the demo's, without changing it.

    A server holds many memories: there the demo is meant by whoever stands in no repository.
    """
    path = session.memory
    if isinstance(path, str):
        return not is_in_repository(session) and is_on_server(path, DEMO)
    if path is None or not path.is_file():
        return False
    return _asked(path, "SELECT roots FROM repositories") == [(" ".join(demo.ROOTS),)]


def _asked(path: Path, question: str) -> list[tuple[object, ...]] | None:
    """Return what a file answers, without changing it; None: it is no memory."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(question).fetchall()
    except sqlite3.Error:
        return None


def is_in_repository(session: Session) -> bool:
    """Tell whether the user stands in a repository, or names one."""
    try:
        find_checkout(session.repo)
    except NotARepository:
        return False
    return True
