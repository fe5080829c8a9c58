"""`teammemory doctor`: what can this environment do, and what not, and why?"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from teammemory_bot.bootstrap import choices_at, default_memory_path
from teammemory_bot.domain.check import Check, CheckState
from teammemory_bot.domain.questions.audit import SourceReading
from teammemory_bot.entrypoints.cli.place import open_place
from teammemory_bot.entrypoints.cli.session import Format, Session, shared_options
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.store.errors import MEMORY_ERRORS
from teammemory_bot.store.server import shown_place
from teammemory_bot.support.errors import ExitCode, TeamMemoryError

LEAST_SQLITE: Final = (3, 35, 0)
"""Upserts, window functions and RETURNING; the statements of `store/sql/` need no more."""
LEAST_GIT: Final = (2, 31, 0)
_MARKS: Final = {CheckState.FINE: "✔", CheckState.LIMITED: "!", CheckState.BROKEN: "✖"}


@click.command()
@shared_options
def doctor(session: Session) -> None:
    """Tell what this environment can and cannot do, and why.

    \b
    Example:
      teammemory doctor

    Ends with 2 if something is missing that no verb can do without.
    """
    checks = [*_programs(), *_repository(session)]
    if session.format is Format.JSON:
        document = [{"what": c.what, "state": c.state, "says": c.says} for c in checks]
        click.echo(json.dumps(document, indent=2))
    else:
        for check in checks:
            click.echo(f"{_MARKS[check.state]} {check.what}: {check.says}")
    if any(check.state is CheckState.BROKEN for check in checks):
        raise SystemExit(ExitCode.WRONG_USE)


def _programs() -> Iterator[Check]:
    yield Check(what="Python", says=sys.version.split()[0])
    version = sqlite3.sqlite_version_info
    yield Check(
        what="SQLite",
        state=CheckState.FINE if version >= LEAST_SQLITE else CheckState.BROKEN,
        says=f"{sqlite3.sqlite_version}; at least {_dotted(LEAST_SQLITE)} is needed",
    )
    git = shutil.which("git")
    if git is None:
        yield Check(what="git", state=CheckState.BROKEN, says="not found; install git")
        return
    said = subprocess.run([git, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603  # git itself, no input
    numbers = tuple(int(n) for n in said.split()[2].split(".")[:2]) if said else (0, 0)
    yield Check(
        what="git",
        state=CheckState.FINE if numbers >= LEAST_GIT[:2] else CheckState.BROKEN,
        says=f"{said.strip()}; at least {_dotted(LEAST_GIT)} is needed",
    )


def _repository(session: Session) -> Iterator[Check]:
    try:
        checkout = find_checkout(session.repo)
        memory = session.memory or default_memory_path(checkout)
        yield Check(what="repository", says="found")
        if checkout.is_shallow:
            says = "shallow: its past is cut off; set `fetch-depth: 0` on actions/checkout"
            yield Check(what="history", state=CheckState.LIMITED, says=says)
        else:
            yield Check(what="history", says="whole")
        if isinstance(memory, Path):
            yield from _memory(memory)
        with open_place(session) as place:
            if isinstance(memory, str):
                yield Check(what="memory", says=f"{shown_place(memory)} answers")
            try:
                choices_at(place, place.branch_tip, config=session.config)
                yield Check(what="configuration", says="right, or not there: the defaults hold")
            except TeamMemoryError as error:
                yield Check(what="configuration", state=CheckState.BROKEN, says=str(error))
            yield from _sources(place.store.memory_at().readings(), place.repository_url)
    except MEMORY_ERRORS as error:
        yield Check(what="memory", state=CheckState.BROKEN, says=str(error))
    except TeamMemoryError as error:
        yield Check(what="repository", state=CheckState.BROKEN, says=str(error))


def _memory(path: Path) -> Iterator[Check]:
    folder = next(parent for parent in path.resolve().parents if parent.exists())
    free = shutil.disk_usage(folder).free
    says = f"{path} ({'there' if path.exists() else 'will be made'}), {free >> 20:,} MiB free"
    is_tight = free < 1 << 30
    yield Check(what="memory", state=CheckState.LIMITED if is_tight else CheckState.FINE, says=says)


def _sources(readings: list[SourceReading], address: str | None) -> Iterator[Check]:
    if address is None:
        says = "the clone fetches from no web address, so nothing can be linked"
        yield Check(what="links", state=CheckState.LIMITED, says=says)
    else:
        yield Check(what="links", says=f"to {address}")
    read = {reading.source for reading in readings}
    for name, start in (("GitHub", "github"), ("Jira", "jira")):
        if any(source.startswith(start) for source in read):
            yield Check(what=name, says="was read into the memory")
        else:
            says = "was never read: what only it knows is answered with `unknown`"
            yield Check(what=name, state=CheckState.LIMITED, says=says)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
