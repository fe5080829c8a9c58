"""Who owns the files by the base's CODEOWNERS? Read from git; the head's own file has no say."""

from __future__ import annotations

from teammemory_bot.domain.codeowners import MAX_BYTES, PLACES, CodeOwners, parse_codeowners
from teammemory_bot.domain.identity import Sha
from teammemory_bot.plumbing.blob import blob_at
from teammemory_bot.plumbing.own_repository import OwnRepository


def declared_owners(own: OwnRepository, base: Sha) -> CodeOwners | None:
    """Return the file that GitHub would use; None when there is none, or it is too large."""
    for place in PLACES:
        content = blob_at(own, base, place, limit_bytes=MAX_BYTES)
        if content is not None:
            return parse_codeowners(content.decode("utf-8", "replace"), path=place)
    return None
