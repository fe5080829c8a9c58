"""How does a verb cost nothing until it is used? A group that knows only where its commands are."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple

import click
from click.shell_completion import CompletionItem

from teammemory_bot.support.garbage import no_search_for_cycles

_PACKAGE: Final = __name__.rpartition(".")[0]


class Late(NamedTuple):
    """A command that nobody has used yet."""

    place: str
    """Its module of this package and its name there: `module:name`."""
    says: str
    """What the list of commands says of it: the first sentence of its own help."""


class LateGroup(click.Group):
    """A group whose commands are imported when they are used: a review needs no back-test.

    Nor does whoever asks what there is, by `--help` or by completion.
    """

    def __init__(self, *arguments: Any, late: Mapping[str, Late], **options: Any) -> None:  # noqa: ANN401  # click's own
        super().__init__(*arguments, **options)
        self.late: Final = late

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were given."""
        del ctx
        return list(self.late)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None where there is none of that name."""
        del ctx
        if cmd_name not in self.late:
            return None
        module, _, attribute = self.late[cmd_name].place.partition(":")
        with no_search_for_cycles():  # modules are made to stay
            command: click.Command = getattr(import_module(f"{_PACKAGE}.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.says) for name, command in self.late.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, and then the options, that begin so."""
        fitting = [
            CompletionItem(name, help=command.says)
            for name, command in self.late.items()
            if name.startswith(incomplete)
        ]
        return [*fitting, *click.Command.shell_complete(self, ctx, incomplete)]
