"""Whose e-mail address is that? What GitHub proves about who wrote a commit.

GitHub links a commit to an account when the account has proved that the commit's e-mail address is
its own. That, and nothing a commit says of itself, joins an address to a login.
"""

from __future__ import annotations

from collections.abc import Iterable

from teammemory_bot.domain.records import LoginProof
from teammemory_bot.ingest.github_shape import Signature


def login_proofs(signatures: Iterable[Signature], *, carrier: str = "") -> list[LoginProof]:
    """Return what the signatures of commits prove, each once.

    `carrier` is the login whose pull request brought the commits: for an address that no account has
    proved, this is what speaks for or against a name.
    """
    proved: dict[LoginProof, None] = {}
    for signature in signatures:
        if not signature.email:
            continue
        name = signature.name or ""
        if signature.user is not None:
            proved[LoginProof(name, signature.email, signature.user.login)] = None
        elif carrier:
            proved[LoginProof(name, signature.email, "", carrier)] = None
    return list(proved)
