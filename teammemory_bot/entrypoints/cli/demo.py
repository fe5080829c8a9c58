"""`teammemory seed`: fill a memory with the design's demo, to try the questions without a repository."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from teammemory_bot.config.choices import choose
from teammemory_bot.config.model import RepositoryConfig
from teammemory_bot.entrypoints.cli.desk import Counter, open_desk
from teammemory_bot.entrypoints.cli.place import (
    DEMO,
    asked_of_demo,
    clear_away,
    demo_path,
    holds_nothing,
)
from teammemory_bot.entrypoints.cli.session import Session, shared_options
from teammemory_bot.ingest import demo
from teammemory_bot.store.server import shown_place
from teammemory_bot.store.store import Store


@click.command()
@shared_options
def seed(session: Session) -> None:
    """Fill a memory with made-up data, to try the questions.

    Issue PROJ-1247, pull request 382, and their people. It lies in your cache folder, or where --memory says.
    Name it when you ask, or stand in no repository:

    \b
    Examples:
      teammemory --memory demo.sqlite seed
      teammemory --memory demo.sqlite issue-context PROJ-1247
      teammemory --memory demo.sqlite file-experts src/auth/token_service.py
    """
    path = session.memory or demo_path()
    if isinstance(path, Path) and holds_nothing(path):
        clear_away(path)  # made by `init-db`, perhaps for a repository
    with Store.open(path, DEMO, say=session.remark) as store:
        if store.tip_seq() is None:
            for batch in demo.batches():
                store.save(batch)
    shown = shown_place(path)
    how = "" if session.memory else ", or where there is no repository"
    click.echo(f"the demo is in {shown}; ask it with --memory {shown}{how}")


@contextmanager
def open_counter(session: Session) -> Iterator[Counter]:
    """Open what the design's questions are asked of: a repository's memory, or the demo."""
    demonstration = asked_of_demo(session)
    if demonstration is None or demonstration.memory is None:
        with open_desk(session) as desk:
            yield desk.counter
        return
    if session.memory is None:
        session.remark("no repository is here: this is the demo")
    with Store.open(demonstration.memory, DEMO, say=session.remark) as store:
        yield Counter(session=session, memory=store.memory_at(), choices=choose(RepositoryConfig()))
