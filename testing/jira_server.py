"""What does Jira do over time? A stateful stand-in on this machine for Cloud and for Data Center.

It searches its issues by the few forms of JQL that the product writes; anything else is refused, as
Jira refuses a query that it does not understand.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from testing.http_fault import Fault, misbehave
from testing.virtual_clock import VirtualClock

_IN_PROJECTS = re.compile(
    r"project in \(([A-Z0-9_, ]+)\) AND updated >= -([0-9]+)m ORDER BY updated ASC(?:, key ASC)?"
)
_KEYS = re.compile(r"key in \(([A-Z0-9_, -]+)\)")


@dataclass
class JiraServer:
    """The stand-in: its issues, what it was asked, and what it is told to do wrong."""

    clock: VirtualClock
    is_cloud: bool
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    page_size: int = 100
    """Issues of one page at most, whatever is asked for."""
    says_is_last: bool = True
    repeats_tokens: bool = False
    seen: list[tuple[float, str, dict[str, list[str]], dict[str, str]]] = field(
        default_factory=list
    )
    port: int = 0
    _script: list[Any] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address for the product."""
        return f"http://127.0.0.1:{self.port}"

    def add(self, key: str, **fields: Any) -> dict[str, Any]:
        """Add an issue that was updated now."""
        now = datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        category = {"key": "indeterminate"}
        issue = {
            "id": str(len(self.issues) + 10_000),
            "key": key,
            "fields": {
                "summary": f"Summary of {key}",
                "issuetype": {"name": "Bug"},
                "status": {"name": "In Progress", "statusCategory": category},
                "priority": {"name": "High"},
                "components": [{"name": "auth"}],
                "labels": ["race"],
                "issuelinks": [],
                "comment": {"comments": [], "total": 0},
                "created": now,
                "updated": now,
                "resolutiondate": None,
                "reporter": None,
                "assignee": None,
                **fields,
            },
        }
        self.issues[key] = issue
        return issue

    def play(self, *script: Any) -> None:
        """Answer the next requests by the script (`testing/http_fault.py`), then as usual."""
        self._script = list(script)

    def next_fault(self) -> Fault | None:
        """Return what to do wrong now, if anything."""
        if not self._script:
            return None
        entry = self._script[0]
        if self._script[1:] != ["repeat"]:
            self._script.pop(0)
        return Fault.from_script(entry, self.clock)

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        """Return status and document of one request."""
        issue = re.fullmatch(r"/rest/api/[23]/issue/([A-Z0-9_]+-[0-9]+)", path)
        if issue:
            found = self.issues.get(self.moved.get(issue[1], issue[1]))
            return (200, found) if found else (404, _errors("Issue Does Not Exist"))
        expected = "/rest/api/3/search/jql" if self.is_cloud else "/rest/api/2/search"
        if path != expected:
            return 410 if self.is_cloud else 404, _errors("The requested API has been removed")
        chosen = self._chosen(query["jql"][0])
        if isinstance(chosen, str):
            return 400, _errors(chosen)
        return 200, self._page(chosen, query)

    def _chosen(self, jql: str) -> list[dict[str, Any]] | str:
        projects = _IN_PROJECTS.fullmatch(jql)
        if projects:
            names = [name.strip() for name in projects[1].split(",")]
            known = {key.partition("-")[0] for key in self.issues}
            for name in names:
                if name not in known:
                    return f"The value '{name}' does not exist for the field 'project'."
            since = (self.clock.now() - 60 * int(projects[2])) // 60 * 60
            rows = [one for key, one in self.issues.items() if key.partition("-")[0] in names]
            return sorted((one for one in rows if _updated(one) >= since), key=_updated)
        keys = _KEYS.fullmatch(jql)
        if keys is None:
            return "Error in the JQL Query"
        asked = [key.strip() for key in keys[1].split(",")]
        for key in asked:
            if self.moved.get(key, key) not in self.issues:
                return f"An issue with key '{key}' does not exist for field 'key'."
        return [self.issues[self.moved.get(key, key)] for key in asked]

    def _page(self, rows: list[dict[str, Any]], query: dict[str, list[str]]) -> dict[str, Any]:
        size = min(int(query["maxResults"][0]), self.page_size)
        if not self.is_cloud:
            start = int(query.get("startAt", ["0"])[0])
            page = rows[start : start + size]
            return {"startAt": start, "maxResults": size, "total": len(rows), "issues": page}
        start = int(query.get("nextPageToken", ["0"])[0])
        answer: dict[str, Any] = {"issues": rows[start : start + size]}
        is_last = start + size >= len(rows)
        if self.says_is_last:
            answer["isLast"] = is_last
        if not is_last or self.repeats_tokens:
            answer["nextPageToken"] = "7" if self.repeats_tokens else str(start + size)
        return answer


def _errors(message: str) -> dict[str, Any]:
    return {"errorMessages": [message], "errors": {}}


def _updated(issue: dict[str, Any]) -> float:
    text = issue["fields"].get("updated") or issue["fields"].get("created")
    return datetime.fromisoformat(text).timestamp() if text else 0.0


@contextmanager
def jira_server(*, is_cloud: bool, clock: VirtualClock | None = None) -> Iterator[JiraServer]:
    """Run a stand-in for Jira."""
    server = JiraServer(clock or VirtualClock(), is_cloud)
    http = _Http(("127.0.0.1", 0), type("Handler", (_Handler,), {"stand_in": server}))
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


class _Http(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet: clients that go away in the middle are what is being tested."""


class _Handler(BaseHTTPRequestHandler):
    stand_in: JiraServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Stay quiet."""

    def do_GET(self) -> None:
        server = self.stand_in
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        headers = {name.lower(): value for name, value in self.headers.items()}
        server.seen.append((server.clock.now(), parts.path, query, headers))
        fault = server.next_fault()
        if fault is None:
            status, document = server.answer(parts.path, query)
            self._send(status, {}, json.dumps(document).encode())
        elif fault.kind == "answer":
            self._send(fault.status, fault.headers, fault.body or b"")
        else:
            self.close_connection = True
            misbehave(fault.kind, self.connection, self.wfile.write, clock=server.clock)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Date", formatdate(self.stand_in.clock.now(), usegmt=True))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
