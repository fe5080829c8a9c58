"""How is told who is who? The weighing, in words for people."""

from __future__ import annotations

from collections import defaultdict

from teammemory_bot.domain.identity import Developer, DeveloperId, Login
from teammemory_bot.domain.identity_report import (
    ApartName,
    IdentityReport,
    JoinedDeveloper,
    KnownIdentity,
)
from teammemory_bot.domain.identity_resolution import PersonaId, Proof, Resolution
from teammemory_bot.store.database import Database
from teammemory_bot.store.identities import weigh
from teammemory_bot.store.store import Store


def identity_report(store: Store) -> IdentityReport:
    """Return who is who, by which proof, and who stays apart and why."""
    store.settle_identities()
    standing = weigh(store.database, store.identity_rules)
    developers = _developers(store.database)
    return IdentityReport(
        developers=len(developers),
        bots=sum(developer.is_bot for developer in developers.values()),
        with_login=sum(developer.login is not None for developer in developers.values()),
        joined=_joined(store.database, standing.resolution, developers),
        apart=tuple(
            ApartName(
                name=ambiguity.name,
                developers=tuple(
                    developers[persona] for persona in ambiguity.personas if persona in developers
                ),
                objection=str(ambiguity.objection),
            )
            for ambiguity in standing.resolution.ambiguities
        ),
        is_torn=standing.is_torn,
    )


def _developers(database: Database) -> dict[int, Developer]:
    return {
        number: Developer(
            id=DeveloperId(number),
            name=name,
            login=None if login is None else Login(login),
            is_bot=bool(is_bot),
        )
        for number, name, login, is_bot in database.execute(
            "SELECT id, name, login, is_bot FROM developers WHERE is_forgotten = 0 ORDER BY id"
        )
    }


def _joined(
    database: Database, resolution: Resolution, developers: dict[int, Developer]
) -> tuple[JoinedDeveloper, ...]:
    members: dict[int, list[PersonaId]] = defaultdict(list)
    for persona, developer in sorted(resolution.developer_by_persona.items()):
        members[developer].append(persona)
    proofs = {join.persona: join.proof for join in resolution.joins}
    identities = _identities(database, proofs)
    return tuple(
        JoinedDeveloper(
            developer=developers[developer],
            identities=tuple(identities[persona] for persona in personas),
        )
        for developer, personas in sorted(members.items())
        if len(personas) > 1 and developer in developers
    )


def _identities(database: Database, proofs: dict[PersonaId, Proof]) -> dict[int, KnownIdentity]:
    keys: dict[PersonaId, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = database.execute("SELECT persona_id, kind, value FROM identities ORDER BY 1, 2, 3")
    for persona, kind, value in rows:
        keys[persona][kind].append(value)
    rows = database.execute("SELECT persona_id, name FROM persona_names ORDER BY 1, 2")
    for persona, name in rows:
        keys[persona]["full name"].append(name)
    return {
        persona: KnownIdentity(
            logins=tuple(known["login"]),
            jira_accounts=len(known["jira"]),
            emails=len(known["email"]),
            names=tuple(known["full name"] or known["name"]),
            proof=str(proofs[persona]) if persona in proofs else "",
            is_weak=persona in proofs and proofs[persona].is_weak,
        )
        for persona, known in keys.items()
    }
