"""How is a history read at git's own speed? One streamed `git log`, parsed as bytes.

Records are told apart by a random token between NUL bytes: a message can hold every control
character, but never NUL. Paths come NUL-separated too and may hold any other byte.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple, Self

from teammemory_bot.plumbing.errors import GitFailed
from teammemory_bot.plumbing.own_repository import OwnRepository, as_lines, verified
from teammemory_bot.plumbing.process import HISTORY_SECONDS, NO_LIMIT, GitProcess

RENAMES: Final = ("-M50%", "-l1000")
EXACT_RENAMES: Final = ("-M100%", "-l1000")
"""Renames that need no file's content: all that a clone without blobs can tell."""

PINNED: Final = (
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-show-signature",
    "--diff-algorithm=myers",
    "--ignore-submodules=none",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
"""What configuration could change about a diff, said explicitly."""

MAX_PATCH_BYTES: Final = 32 << 20
"""What is kept of one commit with its patch: more is a dump of data, and nobody's reading."""
BLOCK_COMMITS: Final = 4_000
"""What one process reads at a time, at most: in small blocks git unpacks the same old contents too often,
and each process maps the packs anew, which takes 0.2 s where these are large."""
MAX_WORKERS: Final = 4

_FIELDS: Final = 9
_FORMAT: Final = "%H%x00%P%x00%aN%x00%aE%x00%at%x00%cN%x00%cE%x00%ct%x00%B"

# The record's fields by position, for those that read many.
SHA, PARENTS, AUTHOR_NAME, AUTHOR_EMAIL, AUTHORED = range(5)
COMMITTER_NAME, COMMITTER_EMAIL, COMMITTED, MESSAGE = range(5, _FIELDS)
DIFF: Final = _FIELDS


class Cut(bytes):
    """A record, or its diff, whose patch was too large: what stands here is its beginning."""


class Diff(NamedTuple):
    """What one commit changed: the bytes that `rows_of` or `split_raw_and_patch` take apart."""

    sha: bytes
    rows: bytes


class Row(NamedTuple):
    """One path of one diff. Counts are None where unknown."""

    status: str
    path: bytes
    previous: bytes | None
    head: bytes
    """`:old-mode new-mode old-blob new-blob status`, as git writes it."""
    added: int | None = None
    deleted: int | None = None
    is_binary: bool = False

    @property
    def modes(self) -> tuple[bytes, bytes]:
        """Git's octal digits, before and after."""
        return self.head[1:7], self.head[8:14]

    @property
    def blobs(self) -> tuple[bytes, bytes]:
        """The full names of the contents, before and after."""
        old, new = self.head[15:].split(b" ")[:2]
        return old, new


@dataclass(frozen=True, slots=True)
class Selection:
    """Which commits are read, oldest first: those of a walk, or exactly those of a list."""

    walk: tuple[str, ...] = ()
    shas: tuple[str, ...] = ()

    @classmethod
    def reached(cls, tip: str, *, after: str | None = None) -> Self:
        """Select what `tip` holds and `after` does not; parents come before children."""
        limit = (f"^{verified(after)}",) if after else ()
        return cls(walk=("--topo-order", "--reverse", verified(tip), *limit))


def read_log(own: OwnRepository, selection: Selection, *options: str) -> Iterator[list[bytes]]:
    """Yield the fields of each commit, oldest first; the last field is its diff (`rows_of`)."""
    return map(_fields, _raw_log(own, selection, options))


@contextmanager
def reading_diffs(
    own: OwnRepository, shas: Sequence[str], *options: str
) -> Iterator[Iterator[Diff]]:
    """Hand out what each of these commits changed, in their order, without its other fields.

    Git is at work from the block's first line on, whatever else is read meanwhile.
    """
    if not shas:
        yield iter(())
        return
    with _started(own, Selection(shas=tuple(shas)), options, form="%H") as records:
        yield map(_diff, records)


def _diff(record: bytes) -> Diff:
    sha, diff = record.split(b"\0", 1)
    return Diff(sha, Cut(diff) if isinstance(record, Cut) else diff)


def _fields(record: bytes) -> list[bytes]:
    return record.split(b"\0", _FIELDS)


def _raw_log(own: OwnRepository, selection: Selection, options: tuple[str, ...]) -> Iterator[bytes]:
    with _started(own, selection, options, form=_FORMAT) as records:
        yield from records


@contextmanager
def _started(
    own: OwnRepository, selection: Selection, options: tuple[str, ...], *, form: str
) -> Iterator[Iterator[bytes]]:
    """Let git write its log, and hand out the records."""
    token = secrets.token_hex(16).encode()
    by_list = () if selection.walk else ("--no-walk=unsorted", "--stdin")
    with own.running(
        "log",
        "-z",
        "--no-abbrev",
        *PINNED,
        *options,
        f"--format=tformat:%x00{token.decode()}%x00{form}",
        *by_list,
        *selection.walk,
        stdin=as_lines(selection.shas),
        seconds=HISTORY_SECONDS,
    ) as process:
        limit = MAX_PATCH_BYTES if "-p" in options else NO_LIMIT
        records = _records(process, b"\0" + token + b"\0", limit_bytes=limit)
        yield _all_of(selection.shas, records) if selection.shas else records


def _all_of(shas: Sequence[str], records: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the records; a list of commits has one for each of them."""
    seen = 0
    for record in records:
        seen += 1
        yield record
    if seen != len(shas):
        raise GitFailed("log", 0, f"{seen} of {len(shas)} commits were written")


def shas_of(own: OwnRepository, selection: Selection) -> list[str]:
    """Return the commits of a walk, oldest first."""
    answer = own.output("rev-list", *selection.walk, seconds=HISTORY_SECONDS, limit_bytes=NO_LIMIT)
    return answer.decode("ascii").split()


def read_log_by_several(
    own: OwnRepository, shas: Sequence[str], *options: str, workers: int
) -> Iterator[list[bytes]]:
    """Yield what `read_log` yields for these commits, which stand oldest first, by several processes.

    Each reads blocks of commits newest first, the order in which packs hold them: walking the other
    way costs git a tenth more. A block waits in memory until its turn comes, with those behind it.
    """
    if not shas:
        return
    # As many blocks for each: else all but one wait at the end.
    rounds = -(-len(shas) // (BLOCK_COMMITS * workers))
    size = -(-len(shas) // (rounds * workers))
    blocks = (
        Selection(shas=tuple(reversed(shas[first : first + size])))
        for first in range(0, len(shas), size)
    )
    with ThreadPoolExecutor(workers) as pool:
        ahead = deque(
            pool.submit(_read_block, own, block, options) for block in islice(blocks, workers)
        )
        while ahead:
            records = ahead.popleft().result()
            ahead.extend(
                pool.submit(_read_block, own, block, options) for block in islice(blocks, 1)
            )
            while records:
                yield _fields(records.pop())


def _read_block(own: OwnRepository, block: Selection, options: tuple[str, ...]) -> list[bytes]:
    return list(_raw_log(own, block, options))


def _records(process: GitProcess, mark: bytes, *, limit_bytes: int) -> Iterator[bytes]:
    """Cut a stream at every mark; what stands before the first one is no record.

    The last record is whole only if git came through: it is handed out after that is known. Of a record
    beyond the limit the beginning is handed out.
    """
    waiting: list[bytes] = []
    size = 0
    tail = b""
    is_first, is_cut = True, False
    for chunk in process.chunks():
        seam = tail + chunk
        tail = seam[-len(mark) :]
        if mark not in seam:
            # A record of many megabytes is joined once, not at every chunk.
            is_cut = is_cut or size + len(chunk) > limit_bytes
            if not is_cut:
                waiting.append(chunk)
                size += len(chunk)
            continue
        if is_cut:
            yield Cut(b"".join(waiting))
            _, *complete, rest = seam.split(mark)
            yield from complete
        else:
            waiting.append(chunk)
            *complete, rest = b"".join(waiting).split(mark)
            yield from complete[is_first:]
        waiting, size = [rest], len(rest)
        is_first, is_cut = False, False
    process.check()
    if not is_first:
        yield Cut(b"".join(waiting)) if is_cut else b"".join(waiting)


def rows_of(diff: bytes) -> list[Row]:
    """Parse the NUL-separated rows of `--raw`, with the counts of `--numstat` where they follow."""
    tokens = iter(diff.split(b"\0"))
    rows: list[Row] = []
    for token in tokens:
        head = token[1:] if token[:1] == b"\n" else token
        if head[:1] != b":":
            if b"\t" in head:
                _add_counts(rows, [head, *tokens])
            break
        letter = head.rsplit(b" ", 1)[1][:1]
        previous = next(tokens) if letter in b"RC" else None
        rows.append(Row(chr(letter[0]), next(tokens), previous, head))
    return rows


def _add_counts(rows: list[Row], tokens: list[bytes]) -> None:
    """Put `--numstat`'s counts to the rows; both list the same paths in the same order."""
    position = 0
    for index, row in enumerate(rows):
        added, deleted, _ = tokens[position].split(b"\t", 2)
        position += 3 if row.previous is not None else 1
        if added == b"-":
            rows[index] = row._replace(is_binary=True)
        else:
            rows[index] = row._replace(added=int(added), deleted=int(deleted))
