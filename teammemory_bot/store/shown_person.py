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
    name_is_own: int
    """Whether the bearer spells the name so; others mistype it in trailers."""

    @property
    def has_name(self) -> bool:
        """Whether the name is more than what stands in for one: some spell their name like their login."""
        return bool(self.name_is_own) or self.name not in {self.login, UNKNOWN}


def said(*, name: str, login: str, is_bot: bool, is_own: bool) -> ShownPerson:
    """Return what one source says."""
    is_own = is_own and bool(name)  # what stands in for a name is nobody's spelling
    return ShownPerson(name or login or UNKNOWN, login or None, int(is_bot), int(is_own))


def together(one: ShownPerson, other: ShownPerson) -> ShownPerson:
    """Return what two sources say of one person: in any order, however often, the same."""
    login = min((who.login for who in (one, other) if who.login), default=None)
    named = [(who.name, who.name_is_own) for who in (one, other) if who.has_name]
    name, is_own = min(named, key=_by_fullness, default=(login or UNKNOWN, 0))
    return ShownPerson(name, login, max(one.is_bot, other.is_bot), is_own)


def folded_name(name: str) -> str:
    """Return a name as names are compared."""
    return unicodedata.normalize("NFC", name).casefold()


def is_full_name(folded: str) -> bool:
    """Tell whether a folded name is more than a word, and somebody's."""
    return " " in folded and folded not in _NO_NAMES


def _by_fullness(named: tuple[str, int]) -> tuple[bool, bool, str]:
    """Full names before single words, own spellings before others'; then there is the alphabet."""
    name, is_own = named
    return (not is_full_name(folded_name(name)), not is_own, name)
