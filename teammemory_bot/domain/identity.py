"""Who and what is meant? Identifiers that must not be mixed, and the people behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

Sha = NewType("Sha", str)
"""A full object name in lower-case hexadecimal: 40 digits, or 64 in a SHA-256 repository."""

RepoPath = NewType("RepoPath", str)
"""A path inside the repository, from its root, with `/`. See `path_from_bytes`."""

Login = NewType("Login", str)
"""A GitHub login, as GitHub spells it."""

PullNumber = NewType("PullNumber", int)
IssueKey = NewType("IssueKey", str)
"""`PROJ-123` for Jira, `#123` for an issue of the repository's own GitHub tracker."""

DeveloperId = NewType("DeveloperId", int)
"""The memory's own number of a developer: stable within one memory, meaningless outside."""


def path_from_bytes(raw: bytes) -> RepoPath:
    r"""Return the text form of a path as git stores it: any bytes but NUL.

    The mapping is reversible: a backslash is doubled and a byte that is not UTF-8 becomes `\xNN`,
    so that every path can be stored as text in SQLite and PostgreSQL and two paths never fall
    together.
    """
    return RepoPath(raw.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace"))


def path_to_bytes(path: RepoPath) -> bytes:
    r"""Return the bytes that `path_from_bytes` was given."""
    raw = path.encode("utf-8")
    if b"\\" not in raw:
        return raw
    out = bytearray()
    position = 0
    while position < len(raw):
        if raw[position] != 0x5C:
            out.append(raw[position])
            position += 1
        elif raw[position + 1 : position + 2] == b"x":
            out.append(int(raw[position + 2 : position + 4], 16))
            position += 4
        else:
            out.append(0x5C)
            position += 2
    return bytes(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Developer:
    """One human or bot, after the mailmap and every proved identity are applied."""

    id: DeveloperId
    name: str
    login: Login | None = None
    is_bot: bool = False

    @property
    def handle(self) -> str:
        """What a command line takes to mean this person: the login, else the name."""
        return self.login or self.name
