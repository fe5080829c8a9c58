"""How does what the team says about identities become rules of the memory?

A team writes what it knows: `ana@laptop.example`, `@ana` or `ana`, `jira:5b10ac8d82e05b22cc7d4ef5`. The
memory recognises people by these, e-mail addresses by their salted hash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from teammemory_bot.domain.identity_resolution import Key
from teammemory_bot.store.identities import IdentityRules
from teammemory_bot.store.people import key_of_email
from teammemory_bot.support.errors import TeamMemoryError

_LOGIN: Final = re.compile(
    r"@?(?P<login>[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:_[a-z0-9]{1,8})?(?:\[bot\])?)"
)
_JIRA: Final = re.compile(r"jira:(?P<account>\S{1,200})")
_EMAIL: Final = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,255}")


class IdentityUnreadable(TeamMemoryError):
    """Something is no identity."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"`{text[:100]}` is no identity: write an e-mail address, a GitHub login, or `jira:` and an "
            "account id"
        )


def identity_rules(
    same: Sequence[Sequence[str]], *, salt: str, joins_names: bool = True
) -> IdentityRules:
    """Return the rules for groups of identities that are one person each."""
    groups = tuple(tuple(_key(text.strip(), salt) for text in group) for group in same)
    return IdentityRules(same=groups, joins_names=joins_names)


def _key(text: str, salt: str) -> Key:
    jira = _JIRA.fullmatch(text)
    if jira:
        return ("jira", jira["account"])
    if _EMAIL.fullmatch(text):
        return key_of_email(text, salt=salt)
    login = _LOGIN.fullmatch(text)
    if login:
        return ("login", login["login"].lower())
    raise IdentityUnreadable(text)
