"""Who is talked to, and within which bounds? One value per configured service."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from teammemory_bot.transport.answer import MAX_BODY
from teammemory_bot.transport.call import CallList

_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service at its configured address, the calls that it may be asked, and our bounds."""

    name: str
    base_url: str
    calls: CallList
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    """Longest silence in the middle of an answer."""
    answer_seconds: float = 60.0
    """Longest time for one whole answer."""
    max_body: int = MAX_BODY
    has_login_pages: bool = False
    """Refused credentials may look like a page to log in at, here or on another host."""


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port: what must be equal before a token may travel."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    try:
        port = parts.port or _DEFAULT_PORTS.get(scheme, 0)
    except ValueError:
        port = -1
    return scheme, (parts.hostname or "").lower(), port
