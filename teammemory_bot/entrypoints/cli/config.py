"""`teammemory config`: is the team's file right, and how is one begun?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from teammemory_bot.bootstrap import read_bounded
from teammemory_bot.config.json_schema import config_schema_text
from teammemory_bot.config.reading import DEFAULT_PATH, read_config
from teammemory_bot.config.starter import StarterFacts, starter_text
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.key_habit import LEARNING_WINDOW, habit_of
from teammemory_bot.entrypoints.cli.desk import open_desk
from teammemory_bot.entrypoints.cli.session import Session, shared_options


@click.group()
def config() -> None:
    """Check, describe and begin the team's configuration file."""


@config.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@shared_options
def check(session: Session, *, file: Path | None) -> None:
    """Say every mistake in a configuration file, with line and column.

    Without a name it is .github/teammemory.yml of the repository as it lies on the disk.

    \b
    Example:
      teammemory config check .github/teammemory.yml
    """
    path = file or session.config or session.repo / DEFAULT_PATH
    read_config(read_bounded(path), name=str(path))
    click.echo(f"{path} is right")


@config.command()
def schema() -> None:
    """Print the JSON Schema, for editors that check YAML.

    \b
    Example:
      teammemory config schema > teammemory.schema.json
    """
    click.echo(config_schema_text(), nl=False)


@config.command()
@shared_options
def init(session: Session) -> None:
    """Print a commented starter file that fits the history.

    \b
    Example:
      teammemory config init > .github/teammemory.yml
    """
    with open_desk(session) as desk:
        habit = habit_of(desk.memory.keys_of_newest_changes(LEARNING_WINDOW))
        folders = Counter(
            file.path.rpartition("/")[0]
            for file in desk.memory.files_now()
            if file.kind is FileKind.SOURCE and "/" in file.path
        )
        facts = StarterFacts(
            default_branch=desk.place.store.identity.branch.rpartition("refs/heads/")[2],
            projects=tuple(sorted(habit.projects)),
            changes=habit.changes,
            with_key=habit.with_key,
            keyless_prefixes=tuple(f"{p.upper()}:" for p in sorted(habit.keyless_prefixes)),
            folders=tuple(name for name, _ in sorted(folders.items(), key=_most_first)),
        )
    click.echo(starter_text(facts), nl=False)


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return (-item[1], item[0])
