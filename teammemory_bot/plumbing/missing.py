"""Which contents did a partial clone leave with the remote?

`git clone --filter` leaves file contents behind. Asking git for a diff that needs one would fetch it
alone, one round trip each; our own repository knows no remote, so it would fail instead. Which diffs
can be made is therefore found out beforehand, from the names of the blobs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from teammemory_bot.plumbing.log_stream import PINNED, Row, reading_diffs, rows_of
from teammemory_bot.plumbing.own_repository import OwnRepository, as_lines
from teammemory_bot.plumbing.process import HISTORY_SECONDS, NO_LIMIT

_WITHOUT_CONTENT: Final = (b"000000", b"160000")


def unreadable_commits(own: OwnRepository, shas: Sequence[str]) -> frozenset[str]:
    """Return the commits whose diff against their first parent needs a content that is not there."""
    if not own.checkout.is_partial:
        return frozenset()
    asked = ("--raw", "--no-renames", "--diff-merges=first-parent")
    with reading_diffs(own, shas, *asked) as diffs:
        blobs_by_commit = {diff.sha.decode("ascii"): _blobs(rows_of(diff.rows)) for diff in diffs}
    missing = missing_blobs(own, (blob for blobs in blobs_by_commit.values() for blob in blobs))
    return frozenset(sha for sha, blobs in blobs_by_commit.items() if not missing.isdisjoint(blobs))


def can_diff(own: OwnRepository, older: str, newer: str) -> bool:
    """Say whether all contents are there that the diff of two commits needs."""
    if not own.checkout.is_partial:
        return True
    output = own.output(
        "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", *PINNED, older, newer
    )
    return not missing_blobs(own, _blobs(rows_of(output)))


def missing_blobs(own: OwnRepository, blobs: Iterable[bytes]) -> frozenset[bytes]:
    """Return those of the blobs that are not in the repository."""
    asked = sorted(set(blobs))
    if not asked:
        return frozenset()
    output = own.output(
        "cat-file",
        "--batch-check=%(objectname)",
        "--buffer",
        stdin=as_lines([blob.decode("ascii") for blob in asked]),
        seconds=HISTORY_SECONDS,
        limit_bytes=NO_LIMIT,
    )
    return frozenset(
        line.split(b" ")[0] for line in output.splitlines() if line.endswith(b" missing")
    )


def _blobs(rows: list[Row]) -> list[bytes]:
    """Return the contents that the rows name; submodules and absent sides have none."""
    found: list[bytes] = []
    for row in rows:
        found.extend(
            blob
            for mode, blob in zip(row.modes, row.blobs, strict=True)
            if mode not in _WITHOUT_CONTENT
        )
    return found
