"""Whose e-mail address is that? What GitHub proves about who wrote a commit.

GitHub links a commit to an account when the account has proved that the commit's e-mail address is
its own. That, and nothing a commit says of itself, joins an address to a login.
"""

from __future__ import annotations

from collections.abc import Iterable

from teammemory_bot.domain.identity import Login
from teammemory_bot.domain.records import LoginProof
from teammemory_bot.ingest.github_shape import Signature


def login_proofs(signatures: Iterable[Signature]) -> list[LoginProof]:
    """Return what the signatures of commits prove, each once."""
    proved = {
        LoginProof(signature.name or "", signature.email, Login(signature.user.login)): None
        for signature in signatures
        if signature.email and signature.user is not None
    }
    return list(proved)
