"""May this process talk to that address? In tests: to itself only.

An audit hook sees every connection and name look-up of the process, whatever library makes it, also
during collection and in session fixtures. Child processes are kept in by `tests/conftest.py`: git
may use local repositories only, and every proxy variable points to a closed port.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any, Final

LOOPBACK_NAMES: Final = frozenset({"localhost", "ip6-localhost"})

blocked: list[str] = []
"""Addresses that were asked for and refused; a test that leaves one here fails (conftest)."""


class NetworkBlocked(RuntimeError):
    """A test reached out of this machine. Not an OSError: nobody may take it for a bad line."""


def install() -> None:
    """Refuse, from now on and for good, every address but loopback and Unix sockets."""
    sys.addaudithook(_on_event)


def _on_event(event: str, args: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        connection, address = args[0], args[1]
        if connection.family in {socket.AF_INET, socket.AF_INET6} and address:
            _refuse_unless_local(address[0])
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        _refuse_unless_local(args[0])


def _refuse_unless_local(host: str | bytes | None) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not name or name.lower() in LOOPBACK_NAMES or _is_loopback(name):
        return
    blocked.append(name)
    raise NetworkBlocked(f"a test tried to reach {name}; tests talk to this machine only")


def _is_loopback(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
