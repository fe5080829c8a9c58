"""`teammemory import`: what do exported files of GitHub and Jira tell?"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from teammemory_bot.domain.conversation import ConversationStore
from teammemory_bot.entrypoints.cli.place import open_place
from teammemory_bot.entrypoints.cli.session import Format, Session, shared_options
from teammemory_bot.ingest.export_file import ImportReport
from teammemory_bot.ingest.github_import import import_github
from teammemory_bot.ingest.jira_import import import_jira
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.support.counted import counted

_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True)
)


@click.group("import")
def importing() -> None:
    """Read exported files; the same file twice counts once."""


@importing.command()
@_FILES
@shared_options
def github(session: Session, *, files: tuple[Path, ...]) -> None:
    """Read what was exported from GitHub, as JSON.

    Pull requests, reviews, issues and comments, in the shapes of REST, GraphQL, `gh --json` and webhooks.

    \b
    Example:
      gh api --paginate repos/OWNER/NAME/pulls?state=all > pulls.json
      teammemory import github pulls.json
    """
    _import(session, files, import_github)


@importing.command()
@_FILES
@shared_options
def jira(session: Session, *, files: tuple[Path, ...]) -> None:
    """Read search results of Jira Cloud or Data Center.

    \b
    Example:
      teammemory import jira issues.json
    """
    _import(session, files, import_jira)


def _import(
    session: Session,
    files: Sequence[Path],
    read: Callable[[Sequence[Path], ConversationStore], ImportReport],
) -> None:
    with open_place(session) as place:
        report = read(files, StoredConversation(place.store))
    if session.format is Format.JSON:
        click.echo(json.dumps(dataclasses.asdict(report), indent=2))
        return
    click.echo(
        f"{counted(report.records, 'record')} from {counted(report.files, 'file')} in the memory"
    )
    if report.unknown:
        session.remark(
            f"{counted(report.unknown, 'entry', 'entries')} had no shape that we read, and are not in"
        )
