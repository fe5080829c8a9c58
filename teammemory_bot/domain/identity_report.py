"""What does `teammemory identities` tell? Who is who, by which proof, and who stays apart."""

from __future__ import annotations

from dataclasses import dataclass

from teammemory_bot.domain.identity import Developer


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownIdentity:
    """One identity of a developer. E-mail addresses are counted, never shown: only hashes are kept."""

    logins: tuple[str, ...] = ()
    jira_accounts: int = 0
    emails: int = 0
    names: tuple[str, ...] = ()
    proof: str = ""
    """What joined it to the developer; empty: it is where the developer began."""
    is_weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedDeveloper:
    """A developer made of several identities."""

    developer: Developer
    identities: tuple[KnownIdentity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartName:
    """A full name that several identities bear and that joins nobody."""

    name: str
    developers: tuple[Developer, ...]
    objection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityReport:
    """Who is who in this memory."""

    developers: int
    bots: int
    with_login: int
    joined: tuple[JoinedDeveloper, ...]
    apart: tuple[ApartName, ...]
    is_torn: bool
    """A join is no longer proved; the next run reads the git history anew and takes it back."""
