"""How is a person forgotten? Names, logins, accounts and addresses go; what was done stays, by nobody.

One row without a name takes the person's place, so that counts stay true. Tombstones keep the next run
from bringing the person back. Where a text that the memory keeps (a title, a subject, a branch) holds the
full name or a login, it is blacked out; a record of an earlier run that names the person is emptied, and
its digest keeps the log's chain whole (`store/run_log.py`). In the end the file is rewritten, so that no freed page keeps
what was there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.identity_resolution import Key
from teammemory_bot.store.blackout import BLACK, SHORTEST_WORD, without_names
from teammemory_bot.store.database import Database
from teammemory_bot.store.people import key_of_email, next_id
from teammemory_bot.store.run_log import redact_runs_naming, redact_runs_of
from teammemory_bot.store.shown_person import folded_name
from teammemory_bot.store.store import Store
from teammemory_bot.store.tombstones import Tombstones
from teammemory_bot.store.word_index import take_back_index
from teammemory_bot.support.counted import counted
from teammemory_bot.support.errors import TeamMemoryError

FORGOTTEN: Final = "forgotten"
"""What stands in the place of a name."""

_TEXTS: Final = (
    ("commits", "id", "subject"),
    ("changes", "seq", "title"),
    ("pull_requests", "number", "title"),
    ("pull_requests", "number", "head_branch"),
    ("issues", "id", "summary"),
)
"""Texts by strangers that the memory keeps."""


class SeveralPeople(TeamMemoryError):
    """A name does not say whom to forget."""

    def __init__(self, name: str, logins: Sequence[str]) -> None:
        super().__init__(
            f"several people are called `{name[:100]}` ({', '.join(logins) or 'none with a login'}); "
            "name the one to forget by login or e-mail address"
        )


class NoTombstoneKey(TeamMemoryError):
    """The configuration lists people to be forgotten, and nothing can tell who they are."""

    def __init__(self, people: int) -> None:
        super().__init__(
            f"the configuration lists {counted(people, 'person', 'people')} to be forgotten, who cannot be "
            "recognised: this memory was built without the installation's secret; run it where "
            "TEAMMEMORY_SECRET is set"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was done."""

    people: int
    """0: nobody was known, but will not become known either."""
    identities: int
    texts: int
    """Texts that held the name or a login, blacked out."""
    runs: int = 0
    """Records of earlier runs that named the person, emptied; the log's chain stays whole."""
    marks: tuple[str, ...] = ()
    """What a memory that is built anew recognises the person by; empty: the installation has no secret."""


def forget(store: Store, person: str) -> Forgotten:
    """Forget whoever a login, an e-mail address, `jira:ACCOUNT` or a full name means."""
    database = store.database
    store.settle_identities()
    asked = _asked_keys(person.strip(), salt=store.identity.salt)
    with database.transaction():
        developers = _developers(database, person.strip(), asked)
        words: set[str] = set()
        named = {person.strip().lstrip("@"), *(value for _, value in asked)}
        identities = 0
        marks: set[str] = set()
        tombstones = Tombstones(database)
        tombstones.use(store.tombstone_keys)
        for developer in developers:
            keys, called = _taken_out(database, developer)
            named |= called | {value for _, value in keys}
            words |= {word for word in called if len(word) >= SHORTEST_WORD}
            identities += len(keys)
            marks |= {*tombstones.add([*keys, *asked, *map(_name_key, words)], developer)}
        if not developers:
            known = tombstones.find(asked)
            nobody = new_nobody(database) if known is None else known
            marks |= {*tombstones.add(asked, nobody)}
        texts = _black_out(database, words | _plain_words(asked))
        runs = redact_runs_naming(database, named)
        if texts:  # the index was made of them
            take_back_index(database, first_seq=0)
    store.drop_caches()
    database.compact()  # freed pages keep what was there
    return Forgotten(
        people=len(developers),
        identities=identities,
        texts=texts,
        runs=runs,
        marks=tuple(sorted(marks)) if store.tombstone_keys else (),
    )


def forget_marked(store: Store, people: Sequence[Sequence[str]]) -> Forgotten | None:
    """Forget whoever the configuration lists by marks, one entry a person; None: all are forgotten already.

    Also who was learned before being listed, as by the memory that an action keeps. Raises NoTombstoneKey
    where nobody can be recognised.
    """
    database = store.database
    tombstones = Tombstones(database)
    has_new_key = tombstones.lacks(store.tombstone_keys)
    fresh = [marks for marks in people if has_new_key or tombstones.unknown(marks)]
    if not fresh:
        return None
    if not tombstones.has_key and not store.tombstone_keys:
        raise NoTombstoneKey(len(people))
    store.settle_identities()
    identities = texts = runs = 0
    found: set[int] = set()
    with database.transaction():
        tombstones.use(store.tombstone_keys)
        for marks in fresh:
            developers = _marked(database, tombstones, marks)
            found |= {*developers}
            for developer in developers:
                keys, called = _taken_out(database, developer)
                words = {word for word in called if len(word) >= SHORTEST_WORD}
                identities += len(keys)
                texts += _black_out(database, words)
                runs += redact_runs_naming(database, words)
                tombstones.add([*keys, *map(_name_key, words)], developer)
            known = tombstones.known(marks)
            nobody = known or next(iter(developers), None) or new_nobody(database)
            tombstones.add_marks(marks, nobody)
        texts += _black_out_marked(database, tombstones)
        runs += redact_runs_of(database, tombstones)
        if texts:
            take_back_index(database, first_seq=0)
    store.drop_caches()
    if identities or texts or runs:
        database.compact()
    return Forgotten(people=len(found), identities=identities, texts=texts, runs=runs)


def _marked(database: Database, tombstones: Tombstones, marks: Sequence[str]) -> list[int]:
    """Return the developers whom marks mean: by account or address, else by a name of one alone."""
    wanted = set(marks)
    rows = database.execute("SELECT kind, value, developer_id FROM identities")
    sure = {int(who) for kind, value, who in rows if wanted & {*tombstones.marks_of((kind, value))}}
    if sure:
        return sorted(sure)
    rows = database.execute(
        "SELECT DISTINCT n.name, i.developer_id FROM persona_names AS n "
        "JOIN identities AS i ON i.persona_id = n.persona_id"
    )
    named = {int(who) for name, who in rows if wanted & {*tombstones.marks_of(("name", name))}}
    return sorted(named) if len(named) == 1 else []


def _taken_out(database: Database, developer: int) -> tuple[Sequence[Key], set[str]]:
    """Erase a developer; return what the person was recognised by, and called."""
    keys = _keys_of(database, developer)
    called = _words_of(database, developer, keys)
    _erase(database, developer, keys)
    return keys, called


def _name_key(word: str) -> Key:
    return ("name", folded_name(word))


def _asked_keys(person: str, *, salt: str) -> list[Key]:
    if person.startswith("jira:"):
        return [("jira", person.removeprefix("jira:"))]
    if " " in person:
        return [("name", folded_name(person))]
    if "@" in person.lstrip("@"):
        return [key_of_email(person, salt=salt)]
    login = person.lstrip("@").lower()
    return [("login", login), ("name", folded_name(person))]


def _developers(database: Database, person: str, asked: Sequence[Key]) -> list[int]:
    found = {
        int(developer)
        for kind, value in asked
        for (developer,) in database.execute(
            "SELECT developer_id FROM identities WHERE kind = ? AND value = ?", (kind, value)
        )
    }
    if found:
        return sorted(found)
    rows = database.execute(
        "SELECT DISTINCT i.developer_id FROM persona_names AS n "
        "JOIN identities AS i ON i.persona_id = n.persona_id WHERE n.name = ?",
        (folded_name(person),),
    )
    named = sorted(int(developer) for (developer,) in rows)
    if len(named) > 1:
        logins = [
            str(login)
            for developer in named
            for (login,) in database.execute(
                "SELECT login FROM developers WHERE id = ? AND login IS NOT NULL", (developer,)
            )
        ]
        raise SeveralPeople(person, logins)
    return named


def _keys_of(database: Database, developer: int) -> list[Key]:
    rows = database.execute(
        "SELECT kind, value FROM identities WHERE developer_id = ? ORDER BY kind, value",
        (developer,),
    )
    return [(str(kind), str(value)) for kind, value in rows]


def _words_of(database: Database, developer: int, keys: Iterable[Key]) -> set[str]:
    """Return the words by which texts would name the person."""
    words = {value for kind, value in keys if kind in {"login", "name"}}
    for name, login in database.execute(
        "SELECT name, login FROM developers WHERE id = ?", (developer,)
    ):
        words |= {name, login or ""}
    words |= {
        name
        for (name,) in database.execute(
            "SELECT DISTINCT n.name FROM persona_names AS n "
            "JOIN identities AS i ON i.persona_id = n.persona_id WHERE i.developer_id = ?",
            (developer,),
        )
    }
    return words - {""}


def _plain_words(keys: Iterable[Key]) -> set[str]:
    return {
        value for kind, value in keys if kind in {"login", "name"} and len(value) >= SHORTEST_WORD
    }


def _erase(database: Database, developer: int, keys: Sequence[Key]) -> None:
    execute = database.execute
    execute(
        "DELETE FROM persona_names WHERE persona_id IN "
        "(SELECT persona_id FROM identities WHERE developer_id = ?)",
        (developer,),
    )
    for kind, value in keys:
        for side in ("a", "b"):
            execute(
                f"DELETE FROM identity_links WHERE {side}_kind = ? AND {side}_value = ?",  # noqa: S608  # our names
                (kind, value),
            )
        if kind in {"email", "login"}:
            execute(f"DELETE FROM identity_carriers WHERE {kind} = ?", (value,))  # noqa: S608  # our names
    execute("DELETE FROM identities WHERE developer_id = ?", (developer,))
    execute(
        "UPDATE developers SET name = ?, login = NULL, is_forgotten = 1 WHERE id = ?",
        (FORGOTTEN, developer),
    )


def new_nobody(database: Database) -> int:
    """Add a row without a name, which stands for somebody who is forgotten; into a transaction."""
    number = next_id(database)
    database.execute(
        "INSERT INTO developers (id, name, is_forgotten) VALUES (?, ?, 1)", (number, FORGOTTEN)
    )
    return number


def _black_out_marked(database: Database, tombstones: Tombstones) -> int:
    """Black out whoever is marked, wherever texts name them; the marks alone say who."""
    count = 0
    for table, key, column in _TEXTS:
        rows = database.execute(
            f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608  # our names
        )
        pairs = [(without_names(text, tombstones), text, number) for number, text in rows]
        changed = [(black, number) for black, text, number in pairs if black != text]
        database.many(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", changed)  # noqa: S608  # our names
        count += len(changed)
    return count


def _black_out(database: Database, words: set[str]) -> int:
    """Black out the words wherever they stand as words, in any case."""
    if not words:
        return 0
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
    count = 0
    for table, key, column in _TEXTS:
        rows = database.execute(
            f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608  # our names
        )
        changed = [
            (pattern.sub(BLACK, text), number) for number, text in rows if pattern.search(text)
        ]
        database.many(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", changed)  # noqa: S608  # our names
        count += len(changed)
    return count
