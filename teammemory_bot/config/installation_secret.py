"""Which secrets does an installation have? One, or several while it is being replaced."""

from __future__ import annotations

from typing import Final

from teammemory_bot.support.errors import TeamMemoryError

VARIABLE: Final = "TEAMMEMORY_SECRET"
MIN_LENGTH: Final = 32
"""Characters: 128 bits where each is a hexadecimal digit."""


class SecretIsShort(TeamMemoryError):
    """A secret could be guessed."""

    def __init__(self) -> None:
        super().__init__(
            f"the installation's secret ({VARIABLE}) has fewer than {MIN_LENGTH} characters and could be "
            "guessed; make one by `openssl rand -hex 32`"
        )


def installation_secrets(text: str) -> tuple[str, ...]:
    """Return the secrets in a text, the one that new marks are made with first."""
    found = tuple(text.split())
    if any(len(secret) < MIN_LENGTH for secret in found):
        raise SecretIsShort
    return found
