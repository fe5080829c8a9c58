"""How many lines do the files of a commit have? By their contents, each counted once and then known.

Lines that come and go are counted for the newer part of the history only, so that the size of an older file
cannot be summed up. Its content is at hand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Final

from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.plumbing.blob import files_at, lines_of_blobs
from teammemory_bot.plumbing.history import has_commit
from teammemory_bot.plumbing.own_repository import OwnRepository

MOST_NEW: Final = 20_000
"""Contents counted in one run, a few seconds; a larger repository gets its sizes over several runs."""


def blobs_at(
    own: OwnRepository, commit: Sha, paths: Collection[RepoPath]
) -> Mapping[RepoPath, str]:
    """Return the content of each of some files, by its name in git; none where the commit is not here."""
    if not has_commit(own, commit):
        return {}
    wanted = frozenset(paths)
    return {file.path: file.blob for file in files_at(own, commit) if file.path in wanted}


def count_lines(
    own: OwnRepository, blobs: Collection[str], known: Mapping[str, int]
) -> Mapping[str, int]:
    """Return the lines of contents that are not known yet; binary and missing ones are left out."""
    new = islice((blob for blob in dict.fromkeys(blobs) if blob not in known), MOST_NEW)
    return {blob: lines for blob, lines in lines_of_blobs(own, new) if lines is not None}
