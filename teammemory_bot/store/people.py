"""Who is meant? Identities of commits, trailers and accounts become one developer each.

Here only what is the same joins: the same e-mail address, the same login, the same account. What proves
more, and the names that somebody was seen with, are written down; `store/identities.py` joins by them.
A name by itself, as trailers give it, is somebody of that name until then.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.identity_resolution import Key, Proof
from teammemory_bot.domain.records import Account, Signature
from teammemory_bot.store.database import Database
from teammemory_bot.store.shown_person import (
    UNKNOWN,
    ShownPerson,
    folded_name,
    is_full_name,
    said,
    together,
)
from teammemory_bot.store.tombstones import Tombstones

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
_MAX_NAME: Final = 200
_LINK: Final = "a_kind, a_value, b_kind, b_value, proof"
_CARRIER: Final = "email, login"
_LEARN: Final = """
UPDATE developers SET name = ?, login = ?, is_bot = ?, name_is_own = ?
 WHERE id = ? AND is_forgotten = 0
"""


class People:
    """Finds or makes the developer of an identity. Remembers what it was asked."""

    def __init__(self, database: Database, *, salt: str) -> None:
        self._database = database
        self._key = _key_of(salt)
        self._by_key: dict[Key, tuple[int, int]] = {
            (kind, value): (developer, persona)
            for kind, value, developer, persona in database.execute(
                "SELECT kind, value, developer_id, persona_id FROM identities"
            )
        }
        self._names: set[tuple[int, str]] = {
            (persona, name)
            for persona, name in database.execute("SELECT persona_id, name FROM persona_names")
        }
        self._facts: set[tuple[str, ...]] = {
            *(tuple(row) for row in database.execute(f"SELECT {_LINK} FROM identity_links")),  # noqa: S608  # our names
            *(tuple(row) for row in database.execute(f"SELECT {_CARRIER} FROM identity_carriers")),  # noqa: S608  # our names
        }
        self._shown: dict[int, ShownPerson] = {
            number: ShownPerson(*row)
            for number, *row in database.execute(
                "SELECT id, name, login, is_bot, name_is_own FROM developers"
            )
        }
        self._tombstones = Tombstones(database)
        self._by_signature: dict[Signature, int] = {}
        self._by_trailer: dict[tuple[str, Signature], int] = {}
        self._next = next_id(database)
        self._forget_new()

    def of_signature(self, signature: Signature) -> int:
        """Return the developer behind the name and e-mail address of an author or committer."""
        known = self._by_signature.get(signature)
        if known is None:
            known = self._by_signature[signature] = self._of_login("", signature, is_own=True)
        return known

    def of_login(self, login: str, signature: Signature) -> int:
        """Return the developer behind a login, and a name and e-mail address, as a trailer gives them."""
        known = self._by_trailer.get((login, signature))
        if known is None:
            known = self._by_trailer[login, signature] = self._of_login(
                login, signature, is_own=False
            )
        return known

    def _of_login(self, login: str, signature: Signature, *, is_own: bool) -> int:
        """Find who it is; `is_own`: the bearer wrote name and address, else others did."""
        name, email = signature[0], signature[1].strip()
        noreply = _NOREPLY.fullmatch(email)
        return self._find_or_add(
            name=_clean(name),
            login=login or (noreply["login"] if noreply else ""),
            email=email.lower(),
            is_own=is_own,
            proof=Proof.NOREPLY,
        )

    def of_account(self, account: Account | None, *, proof: Proof = Proof.ACCOUNT) -> int | None:
        """Return the developer behind an account; None for a deleted one."""
        if account is None:
            return None
        return self._find_or_add(
            name=_clean(account.name),
            login=account.login or "",
            email=account.email.strip().lower(),
            jira=account.jira_account,
            is_bot=account.is_bot,
            is_own=True,
            proof=proof,
        )

    def note_carrier(self, signature: Signature, login: str) -> None:
        """Note in whose pull request came a commit that no account has proved to be its own."""
        self.of_signature(signature)
        email = signature[1].strip().lower()
        if self._tombstones.find([("login", login.lower())]) is not None:
            return
        if email and login:
            row = (_hashed(email, self._key), login.lower())
            if row not in self._facts:
                self._facts.add(row)
                self._new_carriers.append(row)

    def drop_account(self, jira_account: str) -> None:
        """Forget an account that its owner has deleted, and the name that only it bore."""
        key = ("jira", jira_account)
        if key not in self._by_key:
            return
        self.flush()
        developer, persona = self._by_key.pop(key)
        execute = self._database.execute
        execute("DELETE FROM identities WHERE kind = ? AND value = ?", key)
        for column in ("a", "b"):
            where = f"{column}_kind = ? AND {column}_value = ?"
            execute(f"DELETE FROM identity_links WHERE {where}", key)  # noqa: S608  # our names
        if not any(known[1] == persona for known in self._by_key.values()):
            execute("DELETE FROM persona_names WHERE persona_id = ?", (persona,))
        if not any(known[0] == developer for known in self._by_key.values()):
            execute(
                "UPDATE developers SET name = ?, is_forgotten = 1 WHERE id = ?",
                (UNKNOWN, developer),
            )

    def saved(self, account: Account | None) -> int | None:
        """Return the developer behind an account, written already; None for a deleted one."""
        person = self.of_account(account)
        self.flush()
        return person

    def flush(self) -> None:
        """Write what was added since the last time; belongs into the batch's transaction."""
        insert = self._database.insert
        columns = ("id", "name", "login", "is_bot", "name_is_own")
        insert("developers", columns, self._new_people)
        insert("identities", ("kind", "value", "developer_id", "persona_id"), self._new_keys)
        insert("persona_names", ("persona_id", "name"), self._new_names)
        insert("identity_links", tuple(_LINK.split(", ")), self._new_links)
        insert("identity_carriers", tuple(_CARRIER.split(", ")), self._new_carriers)
        learned = [(*self._shown[developer], developer) for developer in sorted(self._learned)]
        self._database.many(_LEARN, learned)
        self._forget_new()

    def _forget_new(self) -> None:
        self._new_people: list[tuple[int, str, str | None, int, int]] = []
        self._new_keys: list[tuple[str, str, int, int]] = []
        self._new_names: list[tuple[int, str]] = []
        self._new_links: list[tuple[str, ...]] = []
        self._new_carriers: list[tuple[str, ...]] = []
        self._learned: set[int] = set()

    def _find_or_add(
        self,
        *,
        name: str,
        login: str,
        email: str,
        jira: str = "",
        is_bot: bool = False,
        is_own: bool,
        proof: Proof,
    ) -> int:
        keys = _recognised_by(name=name, login=login, email=email, jira=jira, key=self._key)
        forgotten = self._tombstones.find([*keys, ("name", folded_name(name))])
        if forgotten is not None:
            return forgotten
        is_bot = is_bot or _is_bot(name) or _is_bot(login)
        shown = said(name=name, login=login, is_bot=is_bot, is_own=is_own)
        known = [self._by_key[key] for key in keys if key in self._by_key]
        if known:
            developer, persona = known[0]
            self._learn(developer, shown)
        else:
            developer = persona = self._next
            self._next += 1
            self._shown[developer] = shown
            self._new_people.append((developer, *shown))
        for key in keys:
            if key not in self._by_key:
                self._by_key[key] = (developer, persona)
                self._new_keys.append((*key, developer, persona))
        self._note_links(keys, proof)
        self._note_name(persona, name)
        return developer

    def _learn(self, developer: int, shown: ShownPerson) -> None:
        before = self._shown[developer]
        now = together(before, shown)
        if now != before:
            self._shown[developer] = now
            self._learned.add(developer)

    def _note_links(self, keys: list[Key], proof: Proof) -> None:
        for key in keys[1:]:
            row = (*keys[0], *key, str(proof))
            if row not in self._facts:
                self._facts.add(row)
                self._new_links.append(row)

    def _note_name(self, persona: int, name: str) -> None:
        folded = folded_name(name)
        if is_full_name(folded) and (persona, folded) not in self._names:
            self._names.add((persona, folded))
            self._new_names.append((persona, folded))


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


def key_of_email(email: str, *, salt: str) -> Key:
    """Return by what the owner of an e-mail address is recognised."""
    return ("email", _hashed(email.strip().lower(), _key_of(salt)))


def _recognised_by(
    *, name: str, login: str, email: str, jira: str, key: bytes
) -> list[tuple[str, str]]:
    """Return the keys of a person, strongest first."""
    keys: list[Key] = []
    if login:
        keys.append(("login", login.lower()))
    if jira:
        keys.append(("jira", jira))
    if email:
        keys.append(("email", _hashed(email, key)))
    # Free text: who has nothing else is recognised by it, and nobody is joined by it here.
    return keys or [("name", folded_name(name))]


def _key_of(salt: str) -> bytes:
    return salt.encode()[:64]


def _hashed(email: str, key: bytes) -> str:
    data = email.encode("utf-8", "replace")
    return hashlib.blake2b(data, digest_size=12, key=key).hexdigest()


def next_id(database: Database) -> int:
    """Return a number that is nobody's: a persona keeps its own after its developer was joined."""
    highest = [
        int(number)
        for (number,) in database.execute(
            "SELECT COALESCE(MAX(id), 0) FROM developers "
            "UNION ALL SELECT COALESCE(MAX(persona_id), 0) FROM identities"
        )
    ]
    return max(highest) + 1


def _clean(name: str) -> str:
    return " ".join(name.split())[:_MAX_NAME]


def _is_bot(name: str) -> bool:
    folded = name.casefold()
    return folded.endswith("[bot]") or folded in _BOT_NAMES
