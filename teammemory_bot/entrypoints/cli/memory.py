"""`teammemory ingest`, `init-db`, `stats`, `forget`: the memory itself."""

from __future__ import annotations

import dataclasses
import json

import click

from teammemory_bot.bootstrap import default_memory_path, open_workplace
from teammemory_bot.config.installation_secret import VARIABLE
from teammemory_bot.entrypoints.cli.late_group import Late, LateGroup
from teammemory_bot.entrypoints.cli.place import (
    DEMO,
    clear_away,
    demo_path,
    is_in_repository,
    is_nowhere,
    open_place,
)
from teammemory_bot.entrypoints.cli.progress import shown_progress
from teammemory_bot.entrypoints.cli.session import Format, Session, shared_options
from teammemory_bot.pipeline.updating import Counts, bring_up_to_date
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.store.forgetting import forget as forget_person
from teammemory_bot.store.kept_tombstones import (
    kept_of,
    kept_tombstones,
    known_identity,
    restore_tombstones,
)
from teammemory_bot.store.server import shown_place, throw_away
from teammemory_bot.store.store import Store
from teammemory_bot.support.counted import counted


@click.group(
    cls=LateGroup,
    late={
        "git": Late(
            "memory:ingest_git", "Read what the branch gained since the memory last looked."
        ),
        "github": Late(
            "conversation:github", "Read GitHub's pull requests, reviews, issues and comments."
        ),
        "jira": Late("conversation:jira", "Read the issues of your projects in Jira."),
    },
)
def ingest() -> None:
    """Bring the memory up to date.

    Verbs that ask read what is new in git by themselves; GitHub and Jira are read here.
    """


@click.command("git")
@click.option(
    "--full", is_flag=True, help="Count the lines of every commit, whatever its age, from now on."
)
@click.option(
    "--tokens",
    is_flag=True,
    help="With --full: count whole changes and their decision tokens too; twice the work.",
)
@shared_options
def ingest_git(session: Session, *, full: bool, tokens: bool) -> None:
    """Read what the branch gained since the memory last looked.

    Lines are counted in the last two years, which is what most answers need.

    \b
    Examples:
      teammemory ingest git            what is new
      teammemory ingest git --full     and the lines of every commit
    """
    if tokens and not full:
        raise click.UsageError("--tokens says what --full counts: give both")
    counts = Counts.ALL if tokens else Counts.LINES if full else Counts.WINDOW
    with (
        open_place(session) as place,
        shown_progress(session, "Reading history") as on_progress,
    ):
        bring_up_to_date(place, on_progress=on_progress, counts=counts)
        click.echo(_holdings(place.store, session.format), nl=False)


@click.command()
@shared_options
def stats(session: Session) -> None:
    """Say how much the memory holds; nothing new is read.

    \b
    Example:
      teammemory stats --json
    """
    with open_place(session) as place:
        click.echo(_holdings(place.store, session.format), nl=False)


@click.command()
@click.argument("person")
@shared_options
def forget(session: Session, *, person: str) -> None:
    """Forget a person.

    PERSON is a login, an e-mail address, `jira:ACCOUNT` or a full name. Names, accounts and addresses go,
    counts stay, and the next reading does not bring the person back. Where the environment has
    TEAMMEMORY_SECRET, the lines are printed by which the configuration keeps it so in every memory.

    \b
    Examples:
      teammemory forget bkaya
      teammemory forget 'Burak Kaya'
    """
    with open_place(session) as place:
        done = forget_person(place.store, person)
    if session.format is Format.JSON:
        click.echo(json.dumps(dataclasses.asdict(done), indent=2))
        return
    known = counted(done.people, "person", "people")
    click.echo(
        f"forgot {known if done.people else 'nobody that the memory knows'}: "
        f"{counted(done.identities, 'name, login or address', 'names, logins and addresses')}; "
        f"{counted(done.texts, 'text')} blacked out, "
        f"{counted(done.runs, 'record', 'records')} of runs emptied"
    )
    if not done.marks:
        session.remark(
            "a memory that is built anew learns the person again; docs/privacy.md says how "
            f"{VARIABLE} makes it last"
        )
        return
    session.remark("add this to the configuration on the default branch, and it lasts:")
    marks = ", ".join(f'"{mark}"' for mark in done.marks)
    click.echo(f"privacy:\n  forgotten:\n    - [{marks}]")


@click.command("init-db")
@click.option("--reset", is_flag=True, help="Throw an existing memory away first.")
@shared_options
def init_db(session: Session, *, reset: bool) -> None:
    """Make an empty memory.

    \b
    Examples:
      teammemory init-db
      teammemory init-db --reset     throw the old one away
    """
    path = session.memory or (
        demo_path() if is_nowhere(session) else default_memory_path(find_checkout(session.repo))
    )
    if isinstance(path, str):
        _init_on_server(session, path, reset=reset)
        return
    if path.exists() and not reset:
        raise click.UsageError(f"{path} exists already; --reset throws it away.")
    forgotten = kept_tombstones(path)
    about = DEMO if path == demo_path() else None
    if about is None and not is_in_repository(session):
        about = known_identity(path)  # the memory itself says what it is about
        if about is None:
            find_checkout(session.repo)  # refuses, before anything is thrown away
    if reset:
        clear_away(path)
    if about is not None:
        with Store.open(path, about, say=session.remark) as store:
            restore_tombstones(store.database, forgotten)
    else:
        with open_place(session) as place:
            restore_tombstones(place.store.database, forgotten)
    session.remark(f"an empty memory is in {path}")


def _init_on_server(session: Session, address: str, *, reset: bool) -> None:
    shown = shown_place(address)
    with open_workplace(session.repo, memory=address, say=session.remark) as place:
        is_empty = place.store.is_empty()
        if not is_empty and not reset:
            raise click.UsageError(f"{shown} has a memory already; --reset throws it away.")
        forgotten = kept_of(place.store.database)
        if not is_empty:
            throw_away(place.store)
    with open_workplace(session.repo, memory=address, say=session.remark) as place:
        restore_tombstones(place.store.database, forgotten)
        session.remark(f"an empty memory is in {shown}")


def _holdings(store: Store, format_: Format) -> str:
    held = store.holdings()
    rows = {
        "commits": held.commits,
        "changes": held.changes,
        "pull_requests": held.pull_requests,
        "issues": held.issues,
    }
    if format_ is Format.JSON:
        return json.dumps({"tip": held.tip, **rows}, indent=2) + "\n"
    words = [f"tip            {(held.tip or 'nothing ingested yet')[:20]}"]
    words += [f"{name.replace('_', ' '):<14} {count:,}" for name, count in rows.items()]
    return "\n".join(words) + "\n"
