"""What does GitHub do over time? A stateful stand-in on this machine, held to its own description.

It answers the calls of `transport/github_calls.py` from a `World`. Every request and every answer is
checked against the published OpenAPI description, every query against the published GraphQL schema
and cost rules; `faults` collects what did not hold, and the block in which the server runs fails by them.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from testing import openapi_check
from testing.github_graphql import answer_to
from testing.github_rest import Answer, RestApi
from testing.github_world import World
from testing.http_fault import Fault, misbehave
from testing.virtual_clock import VirtualClock


@dataclass(frozen=True)
class Seen:
    """One request as the server saw it."""

    at: float
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


@dataclass
class GithubServer:
    """The stand-in: its world, what it was asked, and what it is told to do wrong."""

    clock: VirtualClock
    world: World
    prefix: str = ""
    seen: list[Seen] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    points_left: int = 5_000
    calls_left: int = 5_000
    skew_seconds: float = 0.0
    """How far the server's clock is ahead of ours."""
    port: int = 0
    _script: list[Any] = field(default_factory=list)
    _only: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """The address for the product."""
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def play(self, *script: Any, only: str = "") -> None:
        """Answer the next requests (whose path holds `only`) by the script, then as usual.

        Entries: a status; 200 or 201 for the usual answer; a name of `testing/http_fault.py`; a
        dictionary `{"s": status, "h": headers, "m": message, "b": body}`; a callable that is run and
        whose result is the next entry. A final "repeat" repeats the entry before it for ever.
        """
        self._script, self._only = list(script), only

    def writes(self) -> list[Seen]:
        """Return the requests that change something."""
        return [
            one
            for one in self.seen
            if one.method not in {"GET", "HEAD"} and not one.path.endswith("/graphql")
        ]

    def next_fault(self, path: str) -> Fault | None:
        """Return what to do wrong now, if anything."""
        with self.lock:
            if not self._script or self._only not in path:
                return None
            entry = self._script[0]
            if self._script[1:] != ["repeat"]:
                self._script.pop(0)
        if callable(entry):
            entry = entry()
        return Fault.from_script(entry, self.clock)


@contextmanager
def github_server(
    clock: VirtualClock | None = None, *, prefix: str = "", world: World | None = None
) -> Iterator[GithubServer]:
    """Run a stand-in for GitHub; `prefix` makes it an Enterprise Server (`/api/v3`)."""
    clock = clock or (world.clock if world else VirtualClock())
    server = GithubServer(clock=clock, world=world or World(clock), prefix=prefix)
    http = _Http(("127.0.0.1", 0), _handler_of(server))
    http.daemon_threads = True
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
    assert server.faults == [], server.faults  # no test is spared by forgetting to ask


class _Http(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet: clients that go away in the middle are what is being tested."""


def _handler_of(server: GithubServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"stand_in": server})


class _Handler(BaseHTTPRequestHandler):
    stand_in: GithubServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else head and body of an answer arrive 40 ms apart

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Stay quiet."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def do_CONNECT(self) -> None:
        self._send(Answer(407, {"message": "Proxy Authentication Required"}))

    def _serve(self) -> None:
        server = self.stand_in
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = urlsplit(self.path)
        server.seen.append(
            Seen(
                at=server.clock.now(),
                method=self.command,
                path=parts.path,
                query=parse_qs(parts.query),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=body,
            )
        )
        fault = server.next_fault(parts.path)
        if fault is None:
            self._send(self._answer(body))
        elif fault.kind == "answer":
            self._send_raw(fault.status, fault.headers, fault.body or b"")
        elif fault.kind.endswith("-after-effect"):
            self._answer(body)
            if fault.kind.startswith("502"):
                self._send_raw(502, {}, b"")
            else:
                self._hang(fault)
        elif fault.kind == "timeout":
            self._hang(fault)
        else:
            self.close_connection = True
            misbehave(fault.kind, self.connection, self.wfile.write, clock=server.clock)

    def _hang(self, fault: Fault) -> None:
        """Say nothing until the client has lost its patience."""
        self.close_connection = True
        self.connection.settimeout(5)
        self.connection.recv(1)
        fault.release.set()

    def _answer(self, body: bytes) -> Answer:
        server = self.stand_in
        path = urlsplit(self.path).path
        graphql = f"{server.prefix.removesuffix('/v3')}/graphql"
        if path == graphql:
            return self._graphql(json.loads(body))
        target = self.path.removeprefix(server.prefix)
        target = re.sub(r"^/repositories/1(?=/|$)", f"/repos/{server.world.repository}", target)
        faults = openapi_check.faults_of_request(self.command, target, body)
        server.faults.extend(faults)
        if faults:
            return Answer(422, {"message": faults[0]})
        server.calls_left -= 1
        with server.lock:
            answer = RestApi(server.world, base=server.url).answer(
                self.command, target, json.loads(body or b"null"), dict(self.headers.items())
            )
        server.faults.extend(
            openapi_check.faults_of_answer(
                self.command, target, answer.status, answer.encoded() if answer.document else b""
            )
        )
        return answer

    def _graphql(self, document: dict[str, Any]) -> Answer:
        server = self.stand_in
        with server.lock:
            answer = answer_to(
                server.world,
                document["query"],
                document.get("variables") or {},
                points_left=server.points_left,
            )
        if "data" not in answer:
            server.faults.extend(error["message"] for error in answer["errors"])
        if answer.get("data"):
            server.points_left -= answer["data"]["rateLimit"]["cost"]
        left = {"x-ratelimit-resource": "graphql", "x-ratelimit-remaining": str(server.points_left)}
        return Answer(200, answer, left)

    def _send(self, answer: Answer) -> None:
        self._send_raw(answer.status, answer.headers, answer.encoded())

    def _send_raw(self, status: int, headers: dict[str, str], body: bytes) -> None:
        server = self.stand_in
        self.send_response_only(status)
        self.send_header("Date", formatdate(server.clock.now() + server.skew_seconds, usegmt=True))
        for name, value in headers.items():
            self.send_header(name, self.path if value == "self" else value)
        if status != 204:
            if not any(name.lower() == "content-type" for name in headers):
                self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status not in {204, 304}:
            self.wfile.write(body)
