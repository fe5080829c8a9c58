"""How does an answer go wrong on the line? Scripted misbehaviour of a local server."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from testing.virtual_clock import VirtualClock

DOCUMENTED_MESSAGES: Final = {
    401: "Bad credentials",
    403: "Forbidden",
    404: "Not Found",
    410: "Issues are disabled for this repo",
    422: "Validation Failed",
}


@dataclass
class Fault:
    """One answer, or one way of giving none."""

    kind: str = "answer"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    release: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def from_script(cls, entry: Any, clock: VirtualClock) -> Fault | None:
        """Return what an entry of a fault script stands for; None: answer as usual."""
        if isinstance(entry, int):
            if entry in {200, 201}:
                return None
            message = DOCUMENTED_MESSAGES.get(entry, "")
            return cls(status=entry, body=json.dumps({"message": message}).encode())
        if isinstance(entry, str):
            return cls(kind=entry)
        headers = {name: _moment(value, clock) for name, value in entry.get("h", {}).items()}
        body = entry["b"].encode() if "b" in entry else None
        if body is None and entry["s"] >= 400:
            body = json.dumps({"message": entry.get("m", "")}).encode()
        kind = "short" if "short" in entry else "cut" if entry.get("cut") else "answer"
        return cls(kind=kind, status=entry["s"], headers=headers, body=body)


def _moment(value: str, clock: VirtualClock) -> str:
    if value.startswith("now+"):
        return str(int(clock.now()) + int(value.removeprefix("now+")))
    return value


def misbehave(
    kind: str, connection: socket.socket, write: Callable[[bytes], Any], *, clock: VirtualClock
) -> None:
    """Answer badly, or not at all. The connection is of no use afterwards."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    if kind == "reset":
        # Linger 0: the peer sees a reset instead of an orderly end.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif kind == "short":
        write(head + b'Content-Length: 500\r\n\r\n[{"id": 1}]')
    elif kind == "cut":
        write(head + b'Transfer-Encoding: chunked\r\n\r\n4\r\n[{"i\r\n')
    elif kind == "drip":
        write(head + b"Content-Length: 100000\r\n\r\n")
        for _ in range(200):
            clock.push(1)
            try:
                write(b" " * 70_000 if _ > 100 else b" ")
            except OSError:
                return
    elif kind == "gzip-bomb":
        bomb = gzip.compress(b" " * (40 * 1024 * 1024), 9)
        write(head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb)
