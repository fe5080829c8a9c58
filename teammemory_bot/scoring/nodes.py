"""Where in the tree of files does a change happen? A file's node, its directories, the root."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from teammemory_bot.domain.past_change import FileKey

ROOT: Final = ""
"""Name of the root directory's node; every other directory's ends in `/`."""


class FileNode(NamedTuple):
    """A file as a node: told apart from a directory of the same name."""

    key: FileKey


Node = str | FileNode


@lru_cache(maxsize=65_536)
def directories_of(path: str) -> tuple[str, ...]:
    """Return the directories above a path, from the root down: `a/b/c.py` gives "", `a/`, `a/b/`."""
    parts = path.split("/")[:-1]
    return (ROOT, *("/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))))


def chain_of(path: str, key: FileKey) -> tuple[Node, ...]:
    """Return the nodes that an event on this file counts for, from the root down to the file."""
    return (*directories_of(path), FileNode(key))


def touched_nodes(paths: Sequence[str], files: Sequence[FileKey]) -> list[Node]:
    """Return each distinct node that a change touches once, in a fixed order."""
    nodes: dict[Node, None] = {}
    for path, key in zip(paths, files, strict=True):
        nodes.update(dict.fromkeys(directories_of(path)))
        nodes[FileNode(key)] = None
    return list(nodes)
