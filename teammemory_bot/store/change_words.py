"""By which words and directories is a change found again? Read from the rows of what it touched."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from teammemory_bot.domain.past_change import MAX_FILES
from teammemory_bot.scoring.nodes import ROOT, directories_of
from teammemory_bot.scoring.words import counted_path_words, title_words
from teammemory_bot.store.database import Database

TITLED: Final = "title"
PATHED: Final = "path"
BELOW: Final = "directory"


class WordsOfChange(NamedTuple):
    """What one change is found by."""

    seq: int
    titled: tuple[str, ...]
    pathed: tuple[str, ...]
    below: tuple[str, ...]
    """Directories below the root, each ending in `/`."""


def words_of_changes(database: Database, *, first: int, last: int) -> Iterator[WordsOfChange]:
    """Yield what the changes from `first` to `last` are found by.

    Those of too many files say nothing by their words, but the directories count them.
    """
    span = {"seq": last, "first": first, "last": last}
    touched = {
        seq: sorted(path for _, _, path in rows)
        for seq, rows in groupby(database.ask("routing.touched_paths", **span), key=itemgetter(0))
    }
    for seq, title in database.ask("routing.titles", **span):
        paths = touched.get(seq, [])
        directories: dict[str, None] = {}
        for above in dict.fromkeys(map(directories_of, paths)):
            directories.update(dict.fromkeys(above))
        directories.pop(ROOT, None)
        yield WordsOfChange(
            seq=seq,
            titled=title_words(title) if len(paths) <= MAX_FILES else (),
            pathed=tuple(counted_path_words(paths)) if len(paths) <= MAX_FILES else (),
            below=tuple(directories),
        )
