"""What did the user say before and after the verb? Options that every verb shares."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from teammemory_bot.config.installation_secret import VARIABLE, installation_secrets
from teammemory_bot.entrypoints.cli.memory_place import MemoryPlace, Place

if TYPE_CHECKING:
    from rich.console import Console

P = ParamSpec("P")
R = TypeVar("R")


class Format(StrEnum):
    """How the answer is written on standard output."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The shared options of one invocation, and the two consoles it may write to."""

    repo: Path = Path()
    memory: Place | None = None
    config: Path | None = None
    format: Format = Format.TEXT
    verbosity: int = 0
    """Below 0: quiet; above: more about what happens, on standard error."""
    secrets: tuple[str, ...] = field(
        default_factory=lambda: installation_secrets(os.environ.get(VARIABLE, "")), repr=False
    )
    """The installation's own, the newest first. Never an option: the shell would remember it."""

    def say(
        self,
        *,
        text: Callable[[], str],
        markdown: Callable[[], str],
        json: Callable[[], str],
    ) -> None:
        """Write the answer to standard output, made only in the format that was asked for."""
        made = {Format.TEXT: text, Format.MARKDOWN: markdown, Format.JSON: json}
        click.echo(made[self.format](), nl=False)

    @property
    def width(self) -> int | None:
        """The columns of the terminal that shows the answer; None: it goes to a file or a pipe."""
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else None

    def errors(self) -> Console:
        """Return the console on standard error, where progress and remarks go."""
        from rich.console import Console  # noqa: PLC0415  # where nothing is said it is not needed

        return Console(stderr=True, highlight=False, soft_wrap=True)

    def remark(self, sentence: str) -> None:
        """Say something beside the answer, unless the user asked for quiet."""
        if self.verbosity >= 0:
            self.errors().print(f"teammemory: {sentence}", markup=False)


_OPTIONS = (
    click.option(
        "--repo",
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="The repository to look at.  [default: the one you stand in]",
    ),
    click.option(
        "--memory",
        type=MemoryPlace(),
        metavar="FILE",
        help="The memory: a file, or postgresql://HOST/DATABASE.  [default: one for each repository "
        "in your cache folder]",
    ),
    click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="The configuration.  [default: .github/teammemory.yml of the base commit]",
    ),
    click.option(
        "--format",
        "format_",
        type=click.Choice([f.value for f in Format]),
        help="How the answer is written.  [default: text]",
    ),
    click.option("--json", "as_json", is_flag=True, help="Short for --format json."),
    click.option("-v", "--verbose", count=True, help="Say more about what happens; twice: all."),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no remarks."),
)


def shared_options(command: Callable[Concatenate[Session, P], R]) -> Callable[P, R]:
    """Give a verb the shared options and hand it the `Session` as its first argument."""

    @functools.wraps(command)
    def with_session(*args: P.args, **kwargs: P.kwargs) -> R:
        context = click.get_current_context()
        session = _merged(context.obj or Session(), kwargs)
        context.find_root().obj = context.obj = session
        return command(session, *args, **kwargs)

    decorated: Any = with_session
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]  # click's decorators keep the callable


def _merged(outer: Session, given: dict[str, Any]) -> Session:
    """Return the session with what was said after the verb laid over what was said before it."""
    said: dict[str, Any] = {
        name: given.pop(name) for name in ("repo", "memory", "config") if given.get(name)
    }
    for name in ("repo", "memory", "config"):
        given.pop(name, None)
    format_, as_json = given.pop("format_"), given.pop("as_json")
    verbose, quiet = given.pop("verbose"), given.pop("quiet")
    if as_json and format_ not in {None, Format.JSON}:
        raise click.UsageError(f"--json and --format {format_} contradict each other.")
    if as_json or format_:
        said["format"] = Format.JSON if as_json else Format(format_)
    if verbose or quiet:
        said["verbosity"] = -1 if quiet else verbose
    return replace(outer, **said)
