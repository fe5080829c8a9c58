"""How is a join taken back, when what is known now speaks against it?

Which commit was whose is git's to say again, so this belongs behind `take_back_git`: identities that only
git knew go, and are learned anew. What services told names its account; where two accounts were one
developer, services have to be asked again as well, and their cursors go.
"""

from __future__ import annotations

from collections import defaultdict

from teammemory_bot.domain.identity_resolution import PersonaId
from teammemory_bot.store.database import Database
from teammemory_bot.store.identities import IdentityRules, rename_everywhere, weigh

_COPY = (
    "INSERT INTO developers (id, name, login, is_bot, name_is_own, is_forgotten) "
    "SELECT ?, name, NULL, is_bot, 0, 0 FROM developers WHERE id = ?"
)
_LOGIN = "SELECT value FROM identities WHERE persona_id = ? AND kind = 'login' ORDER BY value"


def take_apart(database: Database, rules: IdentityRules) -> None:
    """Part the developers that the memory still joins and nothing proves any more."""
    resolution = weigh(database, rules).resolution
    personas: dict[int, dict[PersonaId, set[PersonaId]]] = defaultdict(lambda: defaultdict(set))
    has_account: set[PersonaId] = set()
    for persona, developer, kind in database.execute(
        "SELECT persona_id, developer_id, kind FROM identities ORDER BY persona_id, kind"
    ):
        root = resolution.developer_by_persona[persona]
        personas[developer][root].add(persona)
        if kind in {"login", "jira"}:
            has_account.add(root)
    for developer, groups in sorted(personas.items()):
        if len(groups) > 1:
            _part(database, developer, groups, has_account)


def _part(
    database: Database,
    developer: int,
    groups: dict[PersonaId, set[PersonaId]],
    has_account: set[PersonaId],
) -> None:
    kept = sorted(root for root in groups if root in has_account)
    for root, personas in groups.items():
        if root not in kept:
            marks = [(persona,) for persona in sorted(personas)]
            for table in ("identities", "persona_names", "identity_joins"):
                database.many(f"DELETE FROM {table} WHERE persona_id = ?", marks)  # noqa: S608  # our names
    for root in kept:
        if root == developer:
            continue
        database.execute(_COPY, (root, developer))
        for persona in sorted(groups[root]):
            database.execute(
                "UPDATE identities SET developer_id = ? WHERE persona_id = ?", (root, persona)
            )
        for (login,) in list(database.execute(_LOGIN, (root,)))[:1]:
            database.execute(
                "UPDATE developers SET login = ?, name = ? WHERE id = ?", (login, login, root)
            )
    if kept and developer not in kept:
        rename_everywhere(database, [(developer, kept[0])])
        database.execute("DELETE FROM developers WHERE id = ?", (developer,))
    if len(kept) > 1:  # whose account said what, only services can say
        database.execute("DELETE FROM cursors WHERE source LIKE 'github%' OR source LIKE 'jira%'")
