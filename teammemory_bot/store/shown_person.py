"""What is a developer called, of all that was ever said of them? The same, whatever was said first."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from typing import Final, NamedTuple

UNKNOWN: Final = "unknown"
_NO_NAMES: Final = frozenset(("your name", "no name", "first last", "root user", "john doe"))


class Spelling(IntEnum):
    """Who spelled a name; the column `name_is_own`."""

    NOBODY = 0
    """The login stands in for a name; in memories of old also a name that others spelled."""
    BEARER = 1
    OTHERS = 2
    """Whoever named them in a trailer, where names are mistyped."""


class ShownPerson(NamedTuple):
    """How a developer's row reads. The name is the login where none was said."""

    name: str
    login: str | None
    is_bot: int
    spelling: int

    @property
    def has_name(self) -> bool:
        """Whether the name is more than what stands in for one: some spell their name like their login."""
        return bool(self.spelling) or self.name not in {self.login, UNKNOWN}


def said(*, name: str, login: str, is_bot: bool, is_own: bool) -> ShownPerson:
    """Return what one source says; `is_own`: the bearer wrote the name."""
    spelling = Spelling.BEARER if is_own else Spelling.OTHERS
    return ShownPerson(
        name or login or UNKNOWN,
        login or None,
        int(is_bot),
        int(spelling if name else Spelling.NOBODY),
    )


def together(one: ShownPerson, other: ShownPerson) -> ShownPerson:
    """Return what two sources say of one person: in any order, however often, the same."""
    login = min((who.login for who in (one, other) if who.login), default=None)
    named = [
        (who.name, who.spelling or int(Spelling.OTHERS)) for who in (one, other) if who.has_name
    ]
    name, spelling = min(named, key=_by_fullness, default=(login or UNKNOWN, int(Spelling.NOBODY)))
    return ShownPerson(name, login, max(one.is_bot, other.is_bot), spelling)


def folded_name(name: str) -> str:
    """Return a name as names are compared."""
    return unicodedata.normalize("NFC", name).casefold()


def is_full_name(folded: str) -> bool:
    """Tell whether a folded name is more than a word, and somebody's."""
    return " " in folded and folded not in _NO_NAMES


def _by_fullness(named: tuple[str, int]) -> tuple[bool, bool, str]:
    """Full names before single words, own spellings before others'; then there is the alphabet."""
    name, spelling = named
    return (not is_full_name(folded_name(name)), spelling != Spelling.BEARER, name)
