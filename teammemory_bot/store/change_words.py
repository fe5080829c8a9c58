"""By which words and directories are changes found again? Read from the rows of what they touched.

Turned round as a whole: a path lends its words, and a folder its directories, to all its changes at once.
Change by change, the same took three times as long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from teammemory_bot.domain.past_change import MAX_FILES
from teammemory_bot.scoring.nodes import ROOT, directories_of
from teammemory_bot.scoring.words import MAX_PATHS, path_words, title_words
from teammemory_bot.store.database import Database, Row

Changes = Mapping[str, Collection[int]]
"""Numbers of changes by what they are found by."""


class WordsOfChanges(NamedTuple):
    """What some changes are found by."""

    titled: Changes
    pathed: Changes
    below: Changes
    """By directories below the root, each ending in `/`."""


def words_of_changes(database: Database, *, first: int, last: int) -> WordsOfChanges:
    """Return by what the changes from `first` to `last` are found.

    Those of too many files say nothing by their words, but the directories count them.
    """
    span = {"seq": last, "first": first, "last": last}
    of_path: defaultdict[str, list[int]] = defaultdict(list)
    of_folder: defaultdict[str, set[int]] = defaultdict(set)
    too_large: set[int] = set()
    for seq, rows in groupby(database.ask("routing.touched_paths", **span), key=itemgetter(0)):
        paths = [path for _, _, path in rows]
        for folder in set(map(_folder_of, paths)):
            of_folder[folder].add(seq)
        if len(paths) > MAX_FILES:
            too_large.add(seq)
            continue
        for path in paths if len(paths) <= MAX_PATHS else sorted(paths)[:MAX_PATHS]:
            of_path[path].append(seq)
    below = _by_each(of_folder, directories_of)
    below.pop(ROOT, None)
    return WordsOfChanges(
        _by_title(database.ask("routing.titles", **span), but=too_large),
        _by_each(of_path, path_words),
        below,
    )


def _by_title(rows: Iterable[Row], *, but: Container[int]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for seq, title in rows:
        if seq not in but:
            for word in title_words(title):
                found[word].append(seq)
    return found


def _by_each(
    changes: Mapping[str, Iterable[int]], words_of: Callable[[str], Iterable[str]]
) -> dict[str, set[int]]:
    """Return what has the changes of all whose words it is among."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for name, numbers in changes.items():
        for word in words_of(name):
            found[word].update(numbers)
    return found


@lru_cache(maxsize=65_536)
def _folder_of(path: str) -> str:
    return path[: path.rfind("/") + 1]
