"""`teammemory seed`: fill a memory with the design's demo, to try the questions without a repository."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import click
import platformdirs

from teammemory_bot.bootstrap import APPLICATION
from teammemory_bot.config.choices import choose
from teammemory_bot.config.model import RepositoryConfig
from teammemory_bot.entrypoints.cli.desk import Counter, open_desk
from teammemory_bot.entrypoints.cli.session import Session, shared_options
from teammemory_bot.ingest import demo
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.errors import NotARepository
from teammemory_bot.store.server import is_on_server, shown_place
from teammemory_bot.store.store import RepositoryIdentity, Store

NAME: Final = "demo.sqlite"
_IDENTITY: Final = RepositoryIdentity(roots=demo.ROOTS, branch=demo.BRANCH)


@click.command()
@shared_options
def seed(session: Session) -> None:
    """Fill a memory with made-up data, to try the questions.

    Issue PROJ-1247, pull request 382, and their people. It lies in your cache folder, or where --memory says;
    name it when you ask:

    \b
    Examples:
      teammemory --memory demo.sqlite seed
      teammemory --memory demo.sqlite issue-context PROJ-1247
      teammemory --memory demo.sqlite file-experts src/auth/token_service.py
    """
    path = session.memory or platformdirs.user_cache_path(APPLICATION, appauthor=False) / NAME
    with Store.open(path, _IDENTITY, say=session.remark) as store:
        if store.tip_seq() is None:
            for batch in demo.batches():
                store.save(batch)
    shown = shown_place(path)
    click.echo(f"the demo is in {shown}; ask it with --memory {shown}")


@contextmanager
def open_counter(session: Session) -> Iterator[Counter]:
    """Open what the design's questions are asked of: a repository's memory, or the demo."""
    if session.memory is None or not holds_demo(session):
        with open_desk(session) as desk:
            yield desk.counter
        return
    with Store.open(session.memory, _IDENTITY, say=session.remark) as store:
        yield Counter(session=session, memory=store.memory_at(), choices=choose(RepositoryConfig()))


def holds_demo(session: Session) -> bool:
    """Tell whether the memory that the user named is the demo's, without changing it.

    A server holds many memories: there the demo is meant by whoever stands in no repository.
    """
    path = session.memory
    if isinstance(path, str):
        return not _is_in_repository(session) and is_on_server(path, _IDENTITY)
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
