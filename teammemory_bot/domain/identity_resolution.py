"""Which identities are one person? Proofs join; equal full names join only where nothing speaks against it.

A *persona* is whoever one e-mail address, login or Jira account stands for, before anything is joined.
What joins personas, strongest first:

| proof | what it is |
|---|---|
| `configured` | the team says so |
| `commit` | GitHub knows the account behind the e-mail address of a commit |
| `noreply` | the e-mail address is GitHub's own and holds the login |
| `account` | a service names e-mail address and account together |
| `name` | the same full name; weak: marked as such, and never across two accounts |

A name is free text that anybody may write into a commit. It joins nobody when two accounts bear it, nor
when the commits came in pull requests of somebody else; such names are listed, so that the team can
decide. Pure: the answer does not depend on the order of anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

PersonaId = int
Key = tuple[str, str]
"""Kind (`email`, `login`, `jira`, `name`) and value of what somebody is recognised by."""


class Proof(StrEnum):
    """Why two identities are one person."""

    CONFIGURED = "configured"
    COMMIT = "commit"
    NOREPLY = "noreply"
    ACCOUNT = "account"
    NAME = "name"

    @property
    def is_weak(self) -> bool:
        """Whether it only makes it likely."""
        return self is Proof.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One identity with all that is known of it by itself."""

    id: PersonaId
    keys: frozenset[Key]
    names: frozenset[str] = frozenset()
    """Full names that it was seen with, folded; single words are no names."""
    carried_by: frozenset[str] = frozenset()
    """Logins, lower case, whose pull requests brought its unproved commits."""

    @property
    def accounts(self) -> frozenset[Key]:
        """The accounts of services: what only its owner can act as."""
        return frozenset(key for key in self.keys if key[0] in {"login", "jira"})

    @property
    def logins(self) -> frozenset[str]:
        """Its logins, lower case."""
        return frozenset(value for kind, value in self.keys if kind == "login")


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Something proves that two keys are one person's."""

    a: Key
    b: Key
    proof: Proof


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """A persona became part of another one's developer, and why."""

    persona: PersonaId
    into: PersonaId
    proof: Proof


class Objection(StrEnum):
    """Why equal names did not join."""

    SEVERAL_ACCOUNTS = "several accounts bear this name"
    CARRIED_BY_OTHERS = "commits of this name came in pull requests of somebody else"


@dataclass(frozen=True, slots=True, order=True)
class Ambiguity:
    """A full name that stays apart."""

    name: str
    personas: tuple[PersonaId, ...]
    objection: Objection


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is who."""

    developer_by_persona: Mapping[PersonaId, PersonaId]
    """Every persona's developer, called by the lowest persona in it."""
    joins: tuple[Join, ...]
    ambiguities: tuple[Ambiguity, ...]


def resolve(
    personas: Iterable[Persona], links: Iterable[Link], *, joins_names: bool = True
) -> Resolution:
    """Join personas by proof, then by name where nothing speaks against it."""
    everybody = {persona.id: persona for persona in sorted(personas, key=lambda p: p.id)}
    persona_by_key = {key: persona.id for persona in everybody.values() for key in persona.keys}
    groups = _Groups(everybody)
    order = list(Proof)
    for link in sorted(set(links), key=lambda link: (order.index(link.proof), link)):
        a, b = persona_by_key.get(link.a), persona_by_key.get(link.b)
        if a is not None and b is not None:
            groups.join(a, b, link.proof)
    ambiguities = _join_names(groups) if joins_names else []
    return Resolution(groups.roots(), tuple(sorted(groups.joins)), tuple(sorted(ambiguities)))


class _Groups:
    """Sets of personas that are one person; the lowest id stands for a set."""

    def __init__(self, everybody: Mapping[PersonaId, Persona]) -> None:
        self.everybody = everybody
        self.joins: list[Join] = []
        self._parent = {persona: persona for persona in everybody}
        self.members = {persona.id: [persona] for persona in everybody.values()}

    def root(self, persona: PersonaId) -> PersonaId:
        while self._parent[persona] != persona:
            self._parent[persona] = self._parent[self._parent[persona]]
            persona = self._parent[persona]
        return persona

    def join(self, a: PersonaId, b: PersonaId, proof: Proof) -> None:
        low, high = sorted((self.root(a), self.root(b)))
        if low != high:
            self._parent[high] = low
            self.members[low] += self.members.pop(high)
            self.joins.append(Join(high, low, proof))

    def roots(self) -> dict[PersonaId, PersonaId]:
        return {persona: self.root(persona) for persona in self.everybody}


def _join_names(groups: _Groups) -> list[Ambiguity]:
    """Join what bears the same full name; return the names that must stay apart.

    All objections are found before anything is joined, so that the order of names does not matter:
    whoever is part of an ambiguity of one name is not joined by another one either.
    """
    members = groups.members
    bearers: dict[str, set[PersonaId]] = defaultdict(set)
    for root, group in members.items():
        for persona in group:
            for name in persona.names:
                bearers[name].add(root)
    shared = {name: sorted(roots) for name, roots in bearers.items() if len(roots) > 1}
    ambiguities = []
    for name in sorted(shared):
        objection = _objection([members[root] for root in shared[name]])
        if objection is not None:
            ambiguities.append(Ambiguity(name, tuple(shared[name]), objection))
    apart = {root for ambiguity in ambiguities for root in ambiguity.personas}
    for name in sorted(shared):
        first, *others = shared[name]
        if apart.isdisjoint(shared[name]):
            for other in others:
                _join_if_still_one(groups, first, other)
    return ambiguities


def _join_if_still_one(groups: _Groups, a: PersonaId, b: PersonaId) -> None:
    """Join by name unless the chain of names would tie two accounts together."""
    members = groups.members
    together = [members[root] for root in sorted({groups.root(a), groups.root(b)})]
    if len(together) > 1 and _objection(together) is None:
        groups.join(a, b, Proof.NAME)


def _objection(groups: Sequence[Sequence[Persona]]) -> Objection | None:
    with_login = [group for group in groups if any(persona.logins for persona in group)]
    with_jira = [
        group
        for group in groups
        if any(kind == "jira" for persona in group for kind, _ in persona.keys)
    ]
    if len(with_login) > 1 or len(with_jira) > 1:
        return Objection.SEVERAL_ACCOUNTS
    own = {login for group in groups for persona in group for login in persona.logins}
    carriers = [persona.carried_by for group in groups for persona in group if persona.carried_by]
    if own and any(own.isdisjoint(by) for by in carriers):
        return Objection.CARRIED_BY_OTHERS
    if not own and carriers and not frozenset.intersection(*carriers):
        return Objection.CARRIED_BY_OTHERS
    return None
