"""Who puts the words in their places? Jinja, and it refuses to print what is not known to be safe."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from teammemory_bot.render.filters import Safe
from teammemory_bot.support.errors import ExitCode, TeamMemoryError

_HERE: Final = Path(__file__).resolve()
# In the wheel the templates lie beside the rooms, in a checkout at the top of the project.
_FOLDERS: Final = (_HERE.parents[1] / "templates", _HERE.parents[2] / "templates")

E = TypeVar("E", bound=Environment)


class UnsafeValue(TeamMemoryError):
    """A template tried to print a value that came through no door."""

    exit_code = ExitCode.OUR_FAULT

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"a template printed a value of the type {kind}; values reach a template only by `md_text` or `md_code`"
        )


class TemplatesMissing(TeamMemoryError):
    """The installation lacks its templates."""

    exit_code = ExitCode.OUR_FAULT

    def __init__(self) -> None:
        super().__init__("the templates are missing from this installation; install it again")


def template_environment() -> Environment:
    """Return the environment that our own templates are rendered in."""
    folder = next((folder for folder in _FOLDERS if (folder / "comment.md.j2").is_file()), None)
    if folder is None:
        raise TemplatesMissing
    return without_tools(
        Environment(
            # Autoescape would escape for HTML, which leaves Markdown alive; `only_safe` is the guard.
            autoescape=False,  # noqa: S701
            finalize=only_safe,
            keep_trailing_newline=True,
            loader=FileSystemLoader(folder),
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )
    )


def template_source(name: str) -> str:
    """Return one of our own templates as it is written."""
    environment = template_environment()
    assert environment.loader is not None  # noqa: S101  # made with one, above
    return environment.loader.get_source(environment, name)[0]


def without_tools(environment: E) -> E:
    """Take away filters and globals: a template places what it is given and makes nothing new."""
    environment.filters.clear()
    environment.globals.clear()
    return environment


def only_safe(value: object) -> str:
    """Return the text of a safe value; refuse every other one."""
    if isinstance(value, Undefined):
        str(value)  # raises, naming what is not there
    if type(value) is not Safe:
        raise UnsafeValue(type(value).__name__)
    return value.text
