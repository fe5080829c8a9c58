"""`teammemory seed`: fill a memory with the design's demo, to try the questions without a repository."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click
import platformdirs

from teammemory_bot.bootstrap import APPLICATION
from teammemory_bot.config.choices import choose
from teammemory_bot.config.model import RepositoryConfig
from teammemory_bot.entrypoints.cli.desk import Counter, open_desk
from teammemory_bot.entrypoints.cli.place import DEMO, holds_demo
from teammemory_bot.entrypoints.cli.session import Session, shared_options
from teammemory_bot.ingest import demo
from teammemory_bot.store.server import shown_place
from teammemory_bot.store.store import Store

NAME: Final = "demo.sqlite"


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
    with Store.open(path, DEMO, say=session.remark) as store:
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
    with Store.open(session.memory, DEMO, say=session.remark) as store:
        yield Counter(session=session, memory=store.memory_at(), choices=choose(RepositoryConfig()))
