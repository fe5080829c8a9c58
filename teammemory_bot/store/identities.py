"""How does who-is-who become true in the memory? Personas are weighed anew, and facts follow.

The facts always name developers; which personas a developer is made of is written beside them, so that
the weighing (`domain/identity_resolution.py`) can be repeated whenever something new is known. Joining
renames facts. Taking a join back cannot: which commit was whose is git's to say again, and the memory notes
that it has to be asked (`TORN`); the next run reads the history anew (`store/tearing.py`).
"""

from __future__ import annotations

import functools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.identity_resolution import (
    Key,
    Link,
    Persona,
    PersonaId,
    Proof,
    Resolution,
    resolve,
)
from teammemory_bot.store.change_columns import take_back_columns
from teammemory_bot.store.database import Database
from teammemory_bot.store.shown_person import ShownPerson, together

_NAMED: Final = (
    ("commits", "author_id"),
    ("commits", "committer_id"),
    ("changes", "author_id"),
    ("pull_requests", "author_id"),
    ("pull_requests", "merged_by_id"),
    ("reviews", "reviewer_id"),
    ("issues", "reporter_id"),
    ("issues", "assignee_id"),
    ("issue_comments", "author_id"),
)
"""Where facts name a developer."""

_SETS: Final = (("commit_co_authors", "commit_id"), ("pr_requested_reviewers", "pull_number"))
"""Tables whose rows are a thing and a developer, each pair once."""

WEIGHED: Final = "identities_weighed"
TORN: Final = "identities_torn"
"""A fact about the memory: it still joins what is no longer proved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRules:
    """What the team says about identities."""

    same: tuple[tuple[Key, ...], ...] = ()
    """Keys that are one person's; e-mail addresses as their hashes."""
    joins_names: bool = True

    def text(self) -> str:
        """Return a stable form, to see whether it has changed."""
        return json.dumps([sorted(map(sorted, self.same)), self.joins_names])


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is who now."""

    resolution: Resolution
    developer_by_persona: Mapping[PersonaId, int]
    """Of whom each persona is part by now, before the resolution is applied."""
    is_torn: bool
    """The memory still joins what is no longer proved: the git history has to be read again."""


def settle_identities(database: Database, rules: IdentityRules) -> bool:
    """Weigh anew if anything is new; say whether developers were joined. Its own transaction."""
    state = _state_of(database, rules)
    rows = database.execute("SELECT value FROM memory WHERE name = ?", (WEIGHED,))
    if [text for (text,) in rows] == [state]:
        return False
    with database.transaction():
        standing = weigh(database, rules)
        joined = _apply(database, standing)
        if joined:
            take_back_columns(database, first_seq=0)
        database.execute(
            "INSERT INTO memory (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (WEIGHED, state),
        )
        database.execute("DELETE FROM memory WHERE name = ?", (TORN,))
        if standing.is_torn:
            database.insert("memory", ("name", "value"), [(TORN, "1")])
    return joined


def weigh(database: Database, rules: IdentityRules) -> Standing:
    """Return who is who by all that is known, without changing anything."""
    personas, developer_by_persona = _personas(database)
    links = [*_links(database), *_configured(rules.same)]
    resolution = resolve(personas, links, joins_names=rules.joins_names)
    together: dict[int, set[PersonaId]] = defaultdict(set)
    for persona, developer in developer_by_persona.items():
        together[developer].add(resolution.developer_by_persona[persona])
    is_torn = any(len(roots) > 1 for roots in together.values())
    return Standing(resolution, developer_by_persona, is_torn)


def _state_of(database: Database, rules: IdentityRules) -> str:
    counts = [
        next(iter(database.execute(f"SELECT COUNT(*) FROM {table}")))[0]  # noqa: S608  # our names
        for table in ("identities", "persona_names", "identity_links", "identity_carriers")
    ]
    return json.dumps([*counts, rules.text()])


def _personas(database: Database) -> tuple[list[Persona], dict[PersonaId, int]]:
    keys: dict[PersonaId, set[Key]] = defaultdict(set)
    developers: dict[PersonaId, int] = {}
    names: dict[PersonaId, set[str]] = defaultdict(set)
    carriers: dict[str, set[str]] = defaultdict(set)
    for kind, value, developer, persona in database.execute(
        "SELECT kind, value, developer_id, persona_id FROM identities"
    ):
        keys[persona].add((kind, value))
        developers[persona] = developer
    for persona, name in database.execute("SELECT persona_id, name FROM persona_names"):
        names[persona].add(name)
    for email, login in database.execute("SELECT email, login FROM identity_carriers"):
        carriers[email].add(login)
    personas = [
        Persona(
            id=persona,
            keys=frozenset(keys[persona]),
            names=frozenset(names[persona]),
            carried_by=frozenset(
                login
                for kind, value in keys[persona]
                if kind == "email"
                for login in carriers.get(value, ())
            ),
        )
        for persona in sorted(keys)
    ]
    return personas, developers


def _links(database: Database) -> list[Link]:
    rows = database.execute("SELECT a_kind, a_value, b_kind, b_value, proof FROM identity_links")
    return [
        Link((a, a_value), (b, b_value), Proof(proof)) for a, a_value, b, b_value, proof in rows
    ]


def _configured(groups: Iterable[Sequence[Key]]) -> list[Link]:
    return [
        Link(group[0], other, Proof.CONFIGURED) for group in groups if group for other in group[1:]
    ]


def _apply(database: Database, standing: Standing) -> bool:
    """Let facts name the developers of the resolution; say whether that changed anything."""
    resolution, developers = standing.resolution, standing.developer_by_persona
    database.execute("DELETE FROM identity_joins")
    database.insert(
        "identity_joins",
        ("persona_id", "into_persona_id", "proof"),
        [(join.persona, join.into, str(join.proof)) for join in resolution.joins],
    )
    new_developer: dict[int, int] = {}
    for persona, developer in sorted(developers.items()):
        wanted = resolution.developer_by_persona[persona]
        # A developer who would have to be torn apart stays as it is, and nobody joins it: the one that
        # is wanted is not there yet (`Standing.is_torn`).
        is_there = developers[wanted] == wanted
        if wanted < developer and is_there and developer not in new_developer:
            new_developer[developer] = wanted
    if not new_developer:
        return False
    pairs = sorted((old, _end_of(old, new_developer)) for old in new_developer)
    rename_everywhere(database, pairs)
    for old, new in pairs:
        _merge_developers(database, old, new)
    _settle_changes(database, {new for _, new in pairs})
    return True


def _end_of(developer: int, new_developer: dict[int, int]) -> int:
    while developer in new_developer:
        developer = new_developer[developer]
    return developer


def rename_everywhere(database: Database, pairs: Sequence[tuple[int, int]]) -> None:
    """Let every fact name the new developers: one pass over each table, however many are joined."""
    database.execute("CREATE TEMPORARY TABLE renamed (old INTEGER PRIMARY KEY, new INTEGER)")
    database.insert("renamed", ("old", "new"), pairs)
    for table, column in _NAMED:
        database.execute(
            f"UPDATE {table} SET {column} = "  # noqa: S608  # our names
            f"(SELECT new FROM renamed WHERE old = {table}.{column}) "
            f"WHERE {column} IN (SELECT old FROM renamed)"
        )
    for table, thing in _SETS:
        database.execute(
            f"INSERT INTO {table} ({thing}, developer_id) "  # noqa: S608  # our names
            f"SELECT t.{thing}, r.new FROM {table} AS t JOIN renamed AS r ON r.old = t.developer_id "
            "WHERE TRUE ON CONFLICT DO NOTHING"
        )
        database.execute(
            f"DELETE FROM {table} WHERE developer_id IN (SELECT old FROM renamed)"  # noqa: S608  # our names
        )
    database.execute("DROP TABLE renamed")


def _merge_developers(database: Database, old: int, new: int) -> None:
    rows = database.execute(
        "SELECT name, login, is_bot, name_is_own FROM developers WHERE id IN (?, ?)", (old, new)
    )
    shown = functools.reduce(together, [ShownPerson(*row) for row in rows])
    database.execute(
        "UPDATE developers SET name = ?, login = ?, is_bot = ?, name_is_own = ? WHERE id = ?",
        (*shown, new),
    )
    database.execute("UPDATE identities SET developer_id = ? WHERE developer_id = ?", (new, old))
    database.execute("DELETE FROM developers WHERE id = ?", (old,))


def _settle_changes(database: Database, joined: set[int]) -> None:
    """Count again who wrote most of a merge, and drop reviews by its own author."""
    # Grouped here: a join over ranges of commits was left to a planner that knows no sizes yet.
    authors_by_change: dict[int, list[int]] = defaultdict(list)
    for seq, author in database.execute(
        "SELECT change_seq, author_id FROM commits WHERE is_merge = 0 ORDER BY id"
    ):
        authors_by_change[seq].append(author)
    updates = []
    for seq, author in database.execute(
        "SELECT seq, author_id FROM changes WHERE first_commit_id < commit_id ORDER BY seq"
    ):
        authors = authors_by_change[seq]
        if not joined.isdisjoint(authors):
            commonest = Counter(authors).most_common(1)[0][0]
            if commonest != author:
                updates.append((commonest, seq))
    database.many("UPDATE changes SET author_id = ? WHERE seq = ?", updates)
    database.execute(
        "DELETE FROM reviews WHERE source = 'trailer' AND reviewer_id = "
        "(SELECT h.author_id FROM changes AS h WHERE h.seq = reviews.change_seq)"
    )
    database.execute(
        "DELETE FROM reviews WHERE source = 'trailer' AND EXISTS "
        "(SELECT 1 FROM reviews AS twin WHERE twin.source = 'trailer' "
        "AND twin.change_seq = reviews.change_seq AND twin.reviewer_id = reviews.reviewer_id "
        "AND twin.id < reviews.id)"
    )
