"""What is being asked, and may it be asked? Calls, the list of allowed ones, and one call's record."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from teammemory_bot.transport.answer import Shape

if TYPE_CHECKING:
    from requests import PreparedRequest

_GRAPHQL_MUTATION: Final = re.compile(r"\A(?:\s|#[^\n]*\n)*(?:mutation|subscription)\b")
_DOTS: Final = frozenset((".", ".."))
_ARGUMENT: Final = re.compile(r"\\\{[a-z_]+\\\}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call that the product makes: method, path template, and what it answers.

    In a template `{name}` stands for one path segment.
    """

    method: str
    template: str
    shape: Shape = Shape.OBJECT
    resource: str = "core"
    """Which allowance the service counts it against."""

    def pattern(self) -> re.Pattern[str]:
        """Return the compiled template."""
        return re.compile(_ARGUMENT.sub("[^/]+", re.escape(self.template)))


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the rules see it."""

    method: str
    path: str
    endpoint: Endpoint
    is_write: bool
    is_repeatable: bool
    """Doing it twice is doing it once, so that a doubtful end may be tried again."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What one call cost, for the trace: never its texts."""

    service: str
    method: str
    path: str
    status: int
    tries: int
    seconds: float
    was_unchanged: bool = False


class CallList:
    """The calls that may be made to one service; everything else is refused before it leaves."""

    def __init__(self, endpoints: Sequence[Endpoint], *, prefix: str = "") -> None:
        self._prefix = prefix
        # `/issues/comments` before `/issues/{number}`.
        ordered = sorted(endpoints, key=lambda endpoint: endpoint.template.count("{"))
        self._known = [(endpoint.method, endpoint.pattern(), endpoint) for endpoint in ordered]

    def call_of(self, request: PreparedRequest) -> Call | None:
        """Return the call that a request makes; None when it is not on the list."""
        method = request.method or ""
        path = urlsplit(request.url or "").path
        if not _DOTS.isdisjoint(path.split("/")):
            return None  # further down the line `a/../b` becomes `b`: another call than this one
        for known, pattern, endpoint in self._known:
            inner = path.removeprefix(self._prefix) if path.startswith(self._prefix) else path
            if known == method and pattern.fullmatch(inner):
                return _call(method, path, endpoint, request)
        return None


def _call(method: str, path: str, endpoint: Endpoint, request: PreparedRequest) -> Call:
    is_query = endpoint.resource == "graphql" and not _is_mutation(request.body)
    is_write = method not in {"GET", "HEAD"} and not is_query
    return Call(method, path, endpoint, is_write, is_query or method != "POST")


def _is_mutation(body: object) -> bool:
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    try:
        document = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return True
    query = document.get("query") if isinstance(document, dict) else None
    return not isinstance(query, str) or _GRAPHQL_MUTATION.match(query) is not None
