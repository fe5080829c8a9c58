"""Where does the user want the memory? In a file, or on a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
from click.shell_completion import CompletionItem

Place = Path | str
"""A file, or the address of a database."""

SCHEMES: Final = ("postgresql://", "postgres://")


class MemoryPlace(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A file's path, or `postgresql://...`."""

    name = "file or address"

    def convert(
        self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None
    ) -> Place:
        """Return a path for a file, and the text itself for an address."""
        if isinstance(value, str) and value.startswith(SCHEMES):
            return value
        path: Path = _FILE.convert(value, param, ctx)
        return path

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete it as a file."""
        return _FILE.shell_complete(ctx, param, incomplete)


_FILE: Final = click.Path(path_type=Path, dir_okay=False)
