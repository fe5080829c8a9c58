"""What is in a file at a commit, and how many lines does it have?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from teammemory_bot.domain.identity import RepoPath, Sha, path_from_bytes, path_to_bytes
from teammemory_bot.plumbing.own_repository import OwnRepository, as_lines, verified
from teammemory_bot.plumbing.process import HISTORY_SECONDS, MEBIBYTE, NO_LIMIT

MAX_FILE_BYTES: Final = 16 * MEBIBYTE
_BINARY_LOOK: Final = 8_000
"""Git calls a file binary when a NUL is among its first 8,000 bytes."""
_REGULAR_MODES: Final = frozenset((b"100644", b"100755", b"100664"))


class TreeFile(NamedTuple):
    """A regular file of a commit's tree."""

    path: RepoPath
    blob: str


def blob_at(
    own: OwnRepository, commit: Sha, path: RepoPath, *, limit_bytes: int = MAX_FILE_BYTES
) -> bytes | None:
    """Return a file's content at a commit; None when there is none or it is larger than allowed."""
    name = verified(commit).encode() + b":" + path_to_bytes(path)
    if b"\n" in name:
        return None  # `cat-file --batch` reads lines; no file that we look for has such a name
    with own.running("cat-file", "--batch", stdin=name + b"\n") as process:
        header = process.stdout.readline().split()
        if len(header) != 3 or header[1] != b"blob" or int(header[2]) > limit_bytes:
            return None
        return process.stdout.read(int(header[2]))


def existing_objects(own: OwnRepository, names: Iterable[str], *, kind: str) -> list[str]:
    """Return those of the full hashes that name an object of this kind, in the order given."""
    asked = [verified(name) for name in names]
    output = own.output("cat-file", "--batch-check", stdin=as_lines(asked))
    answers = [line.split() for line in output.decode("ascii", "replace").splitlines()]
    return [answer[0] for answer in answers if answer[1:2] == [kind]]


def files_at(own: OwnRepository, commit: Sha) -> list[TreeFile]:
    """Return the regular files of a commit, in git's order of paths; no links, no submodules."""
    output = own.output(
        "ls-tree", "-r", "-z", "--full-tree", verified(commit), limit_bytes=NO_LIMIT
    )
    files = []
    for entry in output.split(b"\0")[:-1]:
        facts, path = entry.split(b"\t", 1)
        mode, _, blob = facts.split(b" ")
        if mode in _REGULAR_MODES:
            files.append(TreeFile(path_from_bytes(path), blob.decode("ascii")))
    return files


def lines_of_blobs(own: OwnRepository, blobs: Iterable[str]) -> Iterator[tuple[str, int | None]]:
    """Yield each blob with its number of lines; None for binary, huge and missing ones."""
    for blob, content in contents_of_blobs(own, blobs):
        yield blob, None if content is None else _lines_in(content)


def contents_of_blobs(
    own: OwnRepository, blobs: Iterable[str]
) -> Iterator[tuple[str, bytes | None]]:
    """Yield each blob with its content; None for missing ones."""
    asked = [verified(blob) for blob in blobs]
    if not asked:
        return
    with own.running(
        "cat-file", "--batch", "--buffer", stdin=as_lines(asked), seconds=HISTORY_SECONDS
    ) as process:
        for blob in asked:
            header = process.stdout.readline().split()
            if len(header) != 3:
                yield blob, None
                continue
            yield blob, process.stdout.read(int(header[2]) + 1)[:-1]


def _lines_in(content: bytes) -> int | None:
    if b"\0" in content[:_BINARY_LOOK] or len(content) > MAX_FILE_BYTES:
        return None
    return content.count(b"\n") + (not content.endswith(b"\n") and content != b"")
