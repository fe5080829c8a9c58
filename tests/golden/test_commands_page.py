"""Does docs/commands.md say what the command line says?"""

from __future__ import annotations

import click

from testing.commands_page import PAGE, all_commands, commands_page


def test_commands_page__is_made_from_the_command_line() -> None:
    assert PAGE.read_text("utf-8") == commands_page(), "run `make golden`, read the difference"


def test_commands_page__documents_every_option_of_every_verb() -> None:
    page = commands_page()
    for name, command in all_commands():
        assert f"\n## `{name}`\n" in page
        for option in command.params:
            if isinstance(option, click.Option) and option.name != "help":
                assert f"{option.opts[-1]}" in page, f"{name} {option.opts}"
