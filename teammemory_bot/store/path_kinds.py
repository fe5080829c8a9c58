"""Which kind has each path now that the branch says so otherwise? Every path is judged anew.

A memory that grew while `.gitattributes` changed must equal one that is built today.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.store.change_columns import take_back_columns
from teammemory_bot.store.database import Database

_FACT: Final = "kinds"
_COUNTS: Final = """
UPDATE changes SET n_source_files = (
    SELECT COUNT(*) FROM change_files AS f JOIN paths AS p ON p.id = f.path_id
     WHERE f.seq = changes.seq AND p.kind = ?
)
"""


def settle_kinds(database: Database, kind_of: Callable[[RepoPath], FileKind], mark: str) -> bool:
    """Give each path its kind where the rules, which `mark` names, are others than before.

    Belongs into a transaction. Returns whether a path has another kind now.
    """
    held = database.execute("SELECT value FROM memory WHERE name = ?", (_FACT,))
    if next((value for (value,) in held), "") == mark:
        return False
    database.execute("DELETE FROM memory WHERE name = ?", (_FACT,))
    if mark:
        database.execute("INSERT INTO memory (name, value) VALUES (?, ?)", (_FACT, mark))
    changed = [
        (kind_of(path).value, number)
        for number, path, kind in list(database.execute("SELECT id, path, kind FROM paths"))
        if kind_of(path) != kind
    ]
    if changed:
        database.many("UPDATE paths SET kind = ? WHERE id = ?", changed)
        database.execute(_COUNTS, (FileKind.SOURCE.value,))
        take_back_columns(database, first_seq=0)
    return bool(changed)
