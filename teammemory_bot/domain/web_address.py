"""Where does the repository live on the web? Read from the address that git fetches from."""

from __future__ import annotations

import re
from typing import Final

# Bounded and anchored: an address is a stranger's text too.
_HOST = r"(?P<host>[a-z0-9][a-z0-9.-]{0,252}(?::[0-9]{1,5})?)"
_PATH = r"(?P<path>[A-Za-z0-9_.~-]{1,100}(?:/[A-Za-z0-9_.~-]{1,100}){1,8})/?"
_FORMS: Final = (
    re.compile(rf"https?://(?:[^/@\s]{{0,200}}@)?{_HOST}/{_PATH}", re.IGNORECASE),
    re.compile(rf"(?:ssh|git)://(?:[^/@\s]{{0,200}}@)?{_HOST}/{_PATH}", re.IGNORECASE),
    re.compile(rf"(?:[A-Za-z0-9_.-]{{1,64}}@){_HOST}:{_PATH}", re.IGNORECASE),
)


def web_address_of(fetch_url: str) -> str | None:
    """Return the `https://host/owner/name` that shows what `fetch_url` fetches, if there is one.

    User names and passwords inside the address are dropped. A port is kept only for HTTP(S),
    since the port of an SSH server says nothing about the web server. Paths on the local disk
    have no web address.
    """
    for form in _FORMS:
        match = form.fullmatch(fetch_url.strip())
        if match is None:
            continue
        host = match["host"].lower()
        if not fetch_url.lower().startswith("http"):
            host = host.partition(":")[0]
        if "." not in host and not host.startswith("localhost"):
            return None
        return f"https://{host}/{match['path'].removesuffix('.git')}"
    return None
