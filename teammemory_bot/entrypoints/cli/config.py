"""`teammemory config`: is the team's file right, and how is one begun?"""

from __future__ import annotations

from pathlib import Path

import click

from teammemory_bot.bootstrap import read_bounded
from teammemory_bot.config.json_schema import config_schema_text
from teammemory_bot.config.reading import DEFAULT_PATH, read_config
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
    """
    path = file or session.config or session.repo / DEFAULT_PATH
    read_config(read_bounded(path), name=str(path))
    click.echo(f"{path} is right")


@config.command()
def schema() -> None:
    """Print the JSON Schema, for editors that complete and check YAML."""
    click.echo(config_schema_text(), nl=False)
