"""Where does a verb work: in a repository's memory, or in the demo, which has no repository?"""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Final

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.entrypoints.cli.session import Session
from teammemory_bot.ingest import demo
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.errors import NotARepository
from teammemory_bot.store.server import is_on_server
from teammemory_bot.store.store import RepositoryIdentity
from teammemory_bot.support.errors import TeamMemoryError

DEMO: Final = RepositoryIdentity(roots=demo.ROOTS, branch=demo.BRANCH)


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
        session.repo, memory=session.memory, config=session.config, say=session.remark
    )


def holds_demo(session: Session) -> bool:
    """Tell whether the memory that the user named is the demo's, without changing it.

    A server holds many memories: there the demo is meant by whoever stands in no repository.
    """
    path = session.memory
    if isinstance(path, str):
        return not _is_in_repository(session) and is_on_server(path, DEMO)
    if path is None or not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT roots FROM repositories").fetchall()
    except sqlite3.Error:
        return False
    return rows == [(" ".join(demo.ROOTS),)]


def _is_in_repository(session: Session) -> bool:
    try:
        find_checkout(session.repo)
    except NotARepository:
        return False
    return True
