"""Who is meant? Identities of commits, trailers and accounts become one developer each.

Proved identities join: the same e-mail address, the same login (GitHub's noreply addresses hold
one), the same full name inside one repository. A single word is no name that joins anybody.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.records import Account, Signature
from teammemory_bot.store.database import Database

UNKNOWN: Final = "unknown"
_NOREPLY: Final = re.compile(
    r"(?:[0-9]{1,20}\+)?(?P<login>[A-Za-z0-9-]{1,39}(?:\[bot\])?)@users\.noreply\.github\.com"
)
_BOT_NAMES: Final = frozenset(
    [
        "dependabot",
        "dependabot-preview",
        "renovate",
        "renovate-bot",
        "greenkeeper",
        "greenkeeperio-bot",
        "github",
        "github-actions",
        "pre-commit-ci",
        "codecov",
        "snyk-bot",
        "mergify",
        "asfgit",
        "travis-ci",
        "bors",
        "web-flow",
        "allcontributors",
        "imgbot",
        "pyup-bot",
        "k8s-ci-robot",
        "rails-bot",
    ]
)
_NO_NAMES: Final = frozenset(("your name", "no name", "first last", "root user", "john doe"))
_MAX_NAME: Final = 200


class People:
    """Finds or makes the developer of an identity. Remembers what it was asked."""

    def __init__(self, database: Database, *, salt: str) -> None:
        self._database = database
        self._key = _key_of(salt)
        self._by_key: dict[tuple[str, str], int] = {
            (kind, value): developer
            for kind, value, developer in database.execute(
                "SELECT kind, value, developer_id FROM identities"
            )
        }
        self._by_signature: dict[Signature, int] = {}
        self._next = _next_id(database)
        self._new_people: list[tuple[int, str, str | None, int]] = []
        self._new_keys: list[tuple[str, str, int]] = []

    def of_signature(self, signature: Signature) -> int:
        """Return the developer behind a name and e-mail address."""
        known = self._by_signature.get(signature)
        if known is None:
            known = self._by_signature[signature] = self.of_login("", signature)
        return known

    def of_login(self, login: str, signature: Signature) -> int:
        """Return the developer behind a login, and a name and e-mail address where there is one."""
        name, email = signature[0], signature[1].strip()
        noreply = _NOREPLY.fullmatch(email)
        return self._find_or_add(
            name=_clean(name),
            login=login or (noreply["login"] if noreply else ""),
            email=email.lower(),
        )

    def of_account(self, account: Account | None) -> int | None:
        """Return the developer behind an account; None for a deleted one."""
        if account is None:
            return None
        return self._find_or_add(
            name=_clean(account.name),
            login=account.login or "",
            email=account.email.strip().lower(),
            jira=account.jira_account,
            is_bot=account.is_bot,
        )

    def flush(self) -> None:
        """Write what was added since the last time; belongs into the batch's transaction."""
        self._database.insert("developers", ("id", "name", "login", "is_bot"), self._new_people)
        self._database.insert("identities", ("kind", "value", "developer_id"), self._new_keys)
        self._new_people, self._new_keys = [], []

    def _find_or_add(
        self, *, name: str, login: str, email: str, jira: str = "", is_bot: bool = False
    ) -> int:
        keys = self._keys(name=name, login=login, email=email, jira=jira)
        developer = next((self._by_key[key] for key in keys if key in self._by_key), None)
        if developer is None:
            developer = self._next
            self._next += 1
            shown = name or login or UNKNOWN
            is_robot = is_bot or _is_bot(name) or _is_bot(login)
            self._new_people.append((developer, shown, login or None, int(is_robot)))
        for key in keys:
            if key not in self._by_key:
                self._by_key[key] = developer
                self._new_keys.append((*key, developer))
        return developer

    def _keys(self, *, name: str, login: str, email: str, jira: str) -> list[tuple[str, str]]:
        return _recognised_by(name=name, login=login, email=email, jira=jira, key=self._key)


def keys_of(identity: Identity, *, salt: str) -> list[tuple[str, str]]:
    """Return by what the developer behind a (name, e-mail) pair is recognised, strongest first."""
    noreply = _NOREPLY.fullmatch(identity.email.strip())
    return _recognised_by(
        name=_clean(identity.name),
        login=noreply["login"] if noreply else "",
        email=identity.email.strip().lower(),
        jira="",
        key=_key_of(salt),
    )


def _recognised_by(
    *, name: str, login: str, email: str, jira: str, key: bytes
) -> list[tuple[str, str]]:
    """Return the keys of a person, strongest first."""
    keys = []
    if login:
        keys.append(("login", login.lower()))
    if jira:
        keys.append(("jira", jira))
    if email:
        keys.append(("email", _hashed(email, key)))
    folded = unicodedata.normalize("NFC", name).casefold()
    if (" " in folded and folded not in _NO_NAMES) or not keys:
        keys.append(("name", folded))
    return keys


def _key_of(salt: str) -> bytes:
    return salt.encode()[:64]


def _hashed(email: str, key: bytes) -> str:
    data = email.encode("utf-8", "replace")
    return hashlib.blake2b(data, digest_size=12, key=key).hexdigest()


def _next_id(database: Database) -> int:
    ((highest,),) = database.execute("SELECT COALESCE(MAX(id), 0) FROM developers")
    return int(highest) + 1


def _clean(name: str) -> str:
    return " ".join(name.split())[:_MAX_NAME]


def _is_bot(name: str) -> bool:
    folded = name.casefold()
    return folded.endswith("[bot]") or folded in _BOT_NAMES
