"""What is a developer called, of all that was ever said of them? The same, whatever was said first."""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

UNKNOWN: Final = "unknown"
_NO_NAMES: Final = frozenset(("your name", "no name", "first last", "root user", "john doe"))


class ShownPerson(NamedTuple):
    """How a developer's row reads. The name is the login where no better one was seen."""

    name: str
    login: str | None
    is_bot: int

    @property
    def has_name(self) -> bool:
        """Whether the name is more than what stands in for one."""
        return self.name not in {self.login, UNKNOWN}


def said(*, name: str, login: str, is_bot: bool) -> ShownPerson:
    """Return what one source says."""
    return ShownPerson(name or login or UNKNOWN, login or None, int(is_bot))


def together(one: ShownPerson, other: ShownPerson) -> ShownPerson:
    """Return what two sources say of one person: in any order, however often, the same."""
    login = min((who.login for who in (one, other) if who.login), default=None)
    names = [who.name for who in (one, other) if who.has_name]
    name = min(names, key=_by_fullness, default=login or UNKNOWN)
    return ShownPerson(name, login, max(one.is_bot, other.is_bot))


def folded_name(name: str) -> str:
    """Return a name as names are compared."""
    return unicodedata.normalize("NFC", name).casefold()


def is_full_name(folded: str) -> bool:
    """Tell whether a folded name is more than a word, and somebody's."""
    return " " in folded and folded not in _NO_NAMES


def _by_fullness(name: str) -> tuple[bool, str]:
    """Full names before single words; among equals there is no better reason than the alphabet."""
    return (not is_full_name(folded_name(name)), name)
