"""Is this address one that a configuration may name? HTTPS to a named host, and nothing hidden in it."""

from __future__ import annotations

import re
from typing import Final

_ADDRESS: Final = re.compile(
    r"https://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]{0,200})?"
)
# Where cloud machines keep their credentials: https://datatracker.ietf.org/doc/html/rfc3927
_LINK_LOCAL: Final = re.compile(r"169\.254\.|metadata\.google\.internal$", re.IGNORECASE)


def checked_address(text: str) -> str:
    """Return the address without a final slash; raise ValueError with the reason if it is refused."""
    if "@" in text:
        raise ValueError("must not hold a user name or password; use the workflow's secrets")
    if "$" in text:
        raise ValueError("is read as it stands: variables are not expanded")
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise ValueError("must look like `https://jira.example.org`")
    if _LINK_LOCAL.match(match["host"]):
        raise ValueError("must not be a link-local address")
    return text.rstrip("/")
