"""Which path does GitHub mean? Its JSON carries text; the memory's form keeps any bytes apart."""

from __future__ import annotations

from teammemory_bot.domain.identity import RepoPath, path_from_bytes


def path_of(text: str) -> RepoPath:
    """Return the memory's form of a path as an API writes it.

    GitHub replaces bytes that are no UTF-8, so that such a path cannot be found again in git; all
    others become exactly what git's own bytes become.
    """
    return path_from_bytes(text.encode("utf-8", "replace").replace(b"\0", b""))
