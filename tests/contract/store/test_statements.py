"""Does each named statement say the same on SQLite and on PostgreSQL?

A statement is tried the moment it is written. What it needs is found by the names of its parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

import pytest

from teammemory_bot.store.database import Database
from testing.combinations import spread
from testing.memory_rows import exact
from testing.repo_builder import FIRST_TIME, HOUR
from tests.contract.store.conftest import Both

MOST_TRIES: Final = 300

COLUMNS: Final = {
    "author": "SELECT id FROM developers ORDER BY id",
    "file_id": "SELECT id FROM files ORDER BY id",
    "key": "SELECT key FROM issues ORDER BY key",
    "number": "SELECT number FROM pull_requests UNION SELECT seq FROM changes ORDER BY 1",
    "person": "SELECT id FROM developers ORDER BY id",
    "path": "SELECT path FROM paths ORDER BY id",
    "seq": "SELECT seq FROM changes ORDER BY seq DESC",
    "sha": "SELECT sha FROM commits ORDER BY id",
    "value": "SELECT value FROM identities ORDER BY kind, value",
    "word": "SELECT word FROM change_words ORDER BY block",
}
"""Parameters that take what the memory holds."""

FIXED: Final[dict[str, tuple[Any, ...]]] = {
    **{f"c{place}": (place, 3) for place in range(50)},
    "after": (0, 1_000),
    "before": (1 << 40, 5),
    "block": (2, 1, 0),
    "first": (0, 5, 1_000),
    "indexed_changes.kind": (1, 2),
    "kind": ("email", "login", "name", "jira"),
    "last": (1_000_000, 3, 0),
    "least": (1, 3, 1_000),
    "max_files": (100, 1),
    "most": (1_000, 2),
    "moved": ("blocks", "teammemory:moved"),
    "most_files": (200, 1),
    "proof": ("name", "commit"),
    "prefix": ("PROJ-", "#", "NO-"),
    "role": (1, 2),
    "since": (0, FIRST_TIME + 20 * HOUR, 1 << 40),
    "source": ("github", "none"),
    "tracker": ("jira", "github", "unknown"),
    "until": (1 << 40, FIRST_TIME + 20 * HOUR, 0),
}
"""Parameters that take anything; `statement.parameter` where a name means two things."""


def _texts() -> dict[str, str]:
    """Return the named statements, as they stand in the files."""
    texts: dict[str, str] = {}
    for file in (resources.files("teammemory_bot.store") / "sql").iterdir():
        family = file.name.removesuffix(".sql")
        parts = re.split(r"^-- name: (\w+)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            lines = [line for line in text.splitlines() if not line.startswith("--")]
            texts[f"{family}.{name}"] = "\n".join(lines)
    return dict(sorted(texts.items()))


TEXTS: Final = _texts()


@pytest.mark.parametrize("name", TEXTS)
def test_statement__answers_alike_on_both(name: str, both: Both) -> None:
    is_ordered = "ORDER BY" in TEXTS[name]
    answers = 0
    for parameters in _tries(name, both.sqlite.database):
        rows = both.sqlite.database.ask(name, **parameters)
        others = both.postgres.database.ask(name, **parameters)
        if not is_ordered:
            rows, others = sorted(rows, key=exact), sorted(others, key=exact)
        assert exact(others) == exact(rows), f"{name} of {parameters}"
        assert {type(value) for row in others for value in row} <= {int, str, bytes, type(None)}
        answers += len(rows)
    assert answers, f"{name} finds nothing here: give testing/rich_memory.py something to be found"


def _tries(name: str, database: Database) -> Iterator[dict[str, Any]]:
    """Return values for a statement's parameters."""
    names = sorted(set(re.findall(r"(?<!:):(\w+)", TEXTS[name])))
    unknown = [each for each in names if each not in COLUMNS and each not in FIXED]
    assert not unknown, f"{name}: say in {__name__} which values {unknown} may take"
    own = f"{name.partition('.')[2]}."
    values = {
        each: list(FIXED[own + each]) if own + each in FIXED else _values(each, database)
        for each in names
    }
    return spread(values, most=MOST_TRIES)


def _values(parameter: str, database: Database) -> list[Any]:
    if parameter in FIXED:
        return list(FIXED[parameter])
    found = [value for (value,) in database.execute(COLUMNS[parameter])]
    return [*found, -1 if isinstance(found[0], int) else "no such \N{SNOWMAN}"]
