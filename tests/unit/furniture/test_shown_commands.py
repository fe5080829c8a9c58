"""Does the command line take what the documents show, and does its help fit and teach?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from teammemory_bot.entrypoints.cli import main
from testing.commands_page import PROGRAM, all_commands
from testing.shown_commands import Shown, shown_commands

PLACEHOLDERS = {"N": "382", "FILE…": "export.json", "VERB": "review"}
FILE = re.compile(r"[\w.-]+\.(?:json|jsonl|jsonl\.gz|xml)")
COLUMNS = 80


@contextmanager
def _parsed(group: click.Group, words: list[str]) -> Iterator[click.Context]:
    """Take the words as the program does, down to the verb that would run."""
    with click.Context(group, info_name=PROGRAM, auto_envvar_prefix="TEAMMEMORY"):
        context = group.make_context(PROGRAM, list(words))
    command: click.Command = group
    while isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command, context = found, found.make_context(name, rest, parent=context)
    yield context


def _ids(shown: Shown) -> str:
    return f"{shown.page}: {shown.command}"


@pytest.mark.parametrize("shown", shown_commands(), ids=_ids)
def test_command__that_a_document_shows_is_understood(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = [PLACEHOLDERS.get(word, word) for word in shown.words]
    if "[OPTIONS]" in words:
        pytest.skip("a usage line")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_TOKEN", "a token")
    for name in filter(FILE.fullmatch, words):
        (tmp_path / name).touch()
    command, rest = click.Command(""), words
    if {"-h", "--help", "--version"} & set(words):
        with pytest.raises(click.exceptions.Exit), _parsed(main, words):
            pass
        return
    try:
        with _parsed(main, words) as context:
            command, rest = context.command, context.args
    except click.MissingParameter:
        # In a sentence a verb may be named without its argument, in a block it may not.
        assert not shown.is_block
        return
    except click.exceptions.NoArgsIsHelpError:
        return
    assert isinstance(command, click.Command)
    assert rest == []


def test_commands__are_found_in_the_documents() -> None:
    """Else the test above would hold of nothing."""
    found = shown_commands()
    assert len([each for each in found if each.is_block]) > 40
    assert {each.page for each in found} >= {"README.md", "docs/commands.md", "docs/jira.md"}


def _verbs() -> list[tuple[str, click.Command]]:
    return list(all_commands())


def _help(command: click.Command, name: str) -> str:
    return command.get_help(click.Context(command, info_name=name, terminal_width=COLUMNS))


@pytest.mark.parametrize(("name", "verb"), _verbs(), ids=str)
def test_help__teaches_by_an_example_and_fits_the_terminal(name: str, verb: click.Command) -> None:
    text = _help(verb, name)
    assert max(map(len, text.splitlines())) <= COLUMNS
    if not isinstance(verb, click.Group):
        assert re.search(
            rf"^  Examples?:\n(?:.*\n)*?    .*{name.rpartition(' ')[2]}", text, re.MULTILINE
        )


@pytest.mark.parametrize(
    "group", [main, *(verb for _, verb in _verbs() if isinstance(verb, click.Group))]
)
def test_list_of_verbs__is_cut_nowhere(group: click.Group) -> None:
    lines = _help(group, PROGRAM).partition("Commands:\n")[2].splitlines()
    assert len(lines) == len(group.list_commands(click.Context(group)))
    assert not [line for line in lines if line.endswith("...")]


@pytest.mark.parametrize("shell", [BashComplete, ZshComplete, FishComplete])
def test_completion__is_offered_for_each_shell(shell: type[ShellComplete]) -> None:
    variable = f"_{PROGRAM.upper()}_COMPLETE"
    complete = shell(main, {}, PROGRAM, variable)
    script = complete.source_template % complete.source_vars()
    page = (Path(__file__).parents[3] / "docs/commands.md").read_text("utf-8")
    assert f"{variable}={shell.name}_complete" in script
    assert f"{variable}={shell.name}_source {PROGRAM}" in page
    offered = [item.value for item in complete.get_completions([], "review")]
    assert offered == ["review", "review-suggest"]
    assert "--base" in [item.value for item in complete.get_completions(["review"], "--b")]
