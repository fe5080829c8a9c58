"""Where does the SQL live? In `store/sql/*.sql`, as named statements with bound parameters.

aiosql reads the files; both databases run the same text. A statement `name` of the file
`history.sql` is called with `rows(connection, "history.name", key=value)`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import resources
from typing import Any, Final

import aiosql

Driver = str | Callable[..., Any]
"""What aiosql writes parameters for: a name that it knows, or an adapter of our own."""

_FOLDER: Final = "sql"


@functools.cache
def statement(driver: Driver, name: str) -> Any:  # noqa: ANN401  # aiosql builds it at run time
    """Return the statement `family.name` for a driver."""
    family, _, own_name = name.partition(".")
    return getattr(_family(driver, family), own_name)


@functools.cache
def _family(driver: Driver, family: str) -> Any:  # noqa: ANN401  # see above
    """Return all statements of one file."""
    text = (resources.files("teammemory_bot.store") / _FOLDER / f"{family}.sql").read_text("utf-8")
    return aiosql.from_str(text, driver, mandatory_parameters=False)
