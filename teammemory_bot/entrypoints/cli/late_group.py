"""How does a verb cost nothing until it is used? A group that knows only where its commands are."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click

_PACKAGE: Final = __name__.rpartition(".")[0]


class LateGroup(click.Group):
    """A group whose commands are imported when they are used: a review needs no back-test.

    `commands_at` gives for each command its module of this package and its name there.
    """

    def __init__(self, *arguments: Any, commands_at: Mapping[str, str], **options: Any) -> None:  # noqa: ANN401  # click's own
        super().__init__(*arguments, **options)
        self._commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were given."""
        del ctx
        return list(self._commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None where there is none of that name."""
        del ctx
        if cmd_name not in self._commands_at:
            return None
        module, _, attribute = self._commands_at[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{_PACKAGE}.{module}"), attribute)
        return command
