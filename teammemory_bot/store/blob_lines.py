"""How many lines do contents have that were counted before? A content never changes: once is enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from teammemory_bot.store.database import Database

_COLUMNS: Final = ("blob", "lines")


def known_lines(database: Database) -> dict[str, int]:
    """Return the lines of each blob that was counted."""
    rows = database.execute("SELECT blob, lines FROM blob_lines WHERE lines IS NOT NULL")
    return {str(blob): int(lines) for blob, lines in rows}


def note_lines(database: Database, counted: Mapping[str, int]) -> None:
    """Keep what was counted; its own transaction."""
    if not counted:
        return
    with database.transaction():
        known = known_lines(database)
        rows = [(blob, lines) for blob, lines in sorted(counted.items()) if blob not in known]
        database.insert("blob_lines", _COLUMNS, rows)
