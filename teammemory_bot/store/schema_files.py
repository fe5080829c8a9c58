"""Which layouts has the memory had? Numbered files, forward only, one transaction each."""

from __future__ import annotations

from importlib import resources
from typing import NamedTuple


class Step(NamedTuple):
    """One file: it brings the layout from `number - 1` to `number`."""

    number: int
    sql: str


def schema_steps(dialect: str) -> list[Step]:
    """Return the steps of `sqlite` or `postgres`, in order."""
    folder = resources.files("teammemory_bot.store") / "schema" / dialect
    steps = [
        Step(int(file.name[:4]), file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    ]
    return sorted(steps)


def statements_of(sql: str) -> list[str]:
    """Split a schema file, so that it can run inside a transaction.

    Python's `executescript` commits what is open before it starts.
    """
    bare = "\n".join(line.partition("--")[0].rstrip() for line in sql.splitlines())
    return [text.strip() for text in bare.split(";") if text.strip()]
