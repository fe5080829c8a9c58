"""What does docs/commands.md say of each verb? What the command line itself teaches."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from teammemory_bot.entrypoints.cli import main

PAGE: Final = Path(__file__).parents[1] / "docs" / "commands.md"
PROGRAM: Final = "teammemory"

HEAD: Final = """\
# The command line

<!-- made by `python -m testing.commands_page` from the words of `teammemory --help` -->

    teammemory [OPTIONS] VERB [OPTIONS] ...

The answer goes to standard output, everything else (progress, remarks, the sentence about an error) to standard error. Colours
and a progress bar appear on a terminal only; `NO_COLOR` turns colours off. What a run ends with is in
[exit codes](exit-codes.md), what a sentence about an error means in [troubleshooting](troubleshooting.md).

"""

ENVIRONMENT: Final = """\
## Environment

| variable | what it does |
|---|---|
| `TEAMMEMORY_REPO`, `TEAMMEMORY_MEMORY`, `TEAMMEMORY_CONFIG` | `--repo`, `--memory` and `--config`, where the command line does not give them |
| `TEAMMEMORY_<VERB>_<OPTION>` | the same for an option of one verb, such as `TEAMMEMORY_HOTSPOTS_LIMIT=5` |
| `GITHUB_TOKEN`, `GH_TOKEN` | the token of `ingest github` and of `audit --issue` |
| `JIRA_URL`, `JIRA_USER`, `JIRA_TOKEN` | address, account and token of `ingest jira` |
| `NO_COLOR` | no colours |
| `HTTPS_PROXY`, `NO_PROXY`, `REQUESTS_CA_BUNDLE` | proxy and certificates for GitHub and Jira |

## Completion

The shell completes verbs and options once it is told so:

| shell | line | where |
|---|---|---|
| Bash 4.4 or newer | `eval "$(_TEAMMEMORY_COMPLETE=bash_source teammemory)"` | `~/.bashrc` |
| Zsh | `eval "$(_TEAMMEMORY_COMPLETE=zsh_source teammemory)"` | `~/.zshrc` |
| Fish | `_TEAMMEMORY_COMPLETE=fish_source teammemory \\| source` | `~/.config/fish/completions/teammemory.fish` |

"""


def commands_page() -> str:
    """Return the whole page."""
    shared = _options(main, without=("version", "help"))
    sections = [_section(name, command) for name, command in all_commands()]
    return (
        HEAD
        + f"## Options of every verb\n\nThey may stand before the verb or after it.\n\n{_table(shared)}\n"
        + ENVIRONMENT
        + "\n".join(sections)
    )


def all_commands() -> Iterator[tuple[str, click.Command]]:
    """Yield each verb and each verb's verb, in the order of `--help`."""
    yield from _below(main, PROGRAM)


def _below(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group, info_name=name)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        yield f"{name} {word}", command
        if isinstance(command, click.Group):
            yield from _below(command, f"{name} {word}")


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    shared = {option.name for option in main.params}
    own = [option for option in _options(command, without=("help",)) if option.name not in shared]
    parts = [f"## `{name}`\n", f"    {name} {usage}\n", *_taught(command)]
    if own:
        parts.append(_table(own))
    return "\n".join(parts)


def _taught(command: click.Command) -> Iterator[str]:
    """Yield the paragraphs of a help text; what click leaves unwrapped is an example."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if not paragraph.startswith("\b"):
            yield f"{paragraph}\n"
            continue
        title, *lines = paragraph.removeprefix("\b\n").splitlines()
        yield f"{title}\n"
        yield "```console\n" + "".join(f"{_commented(line.strip())}\n" for line in lines) + "```\n"


def _commented(line: str) -> str:
    """Return an example with what is said beside it as a comment, so that it can be pasted."""
    command, gap, remark = re.match(r"(.*?)(?:( {2,})(.*))?$", line).groups()  # type: ignore[union-attr]
    return f"{command}{gap}# {remark}" if remark else command


def _options(command: click.Command, *, without: tuple[str, ...]) -> list[click.Option]:
    return [p for p in command.params if isinstance(p, click.Option) and p.name not in without]


def _table(options: list[click.Option]) -> str:
    rows = ""
    for option in options:
        context = click.Context(click.Command(PROGRAM))
        record = option.get_help_record(context)
        assert record is not None
        words, says = (re.sub(r" +", " ", part).replace("|", "\\|") for part in record)
        rows += f"| `{words}` | {says} |\n"
    return f"| option | what it does |\n|---|---|\n{rows}"


if __name__ == "__main__":
    PAGE.write_text(commands_page(), "utf-8")
