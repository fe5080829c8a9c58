"""What if the line did exactly this? An adapter that plays answers without any line, for many trials."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import requests
from requests.adapters import BaseAdapter

from testing.openapi_check import faults_of_request


def answer(status: int, body: bytes = b"{}", **headers: str) -> requests.Response:
    """Return an answer as an adapter gives it; `retry_after="1"` becomes `retry-after: 1`."""
    response = requests.Response()
    response.status_code = status
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    response.raw = io.BytesIO(body)
    return response


class ScriptedAdapter(BaseAdapter):
    """Gives the answers of a script in turn; an exception in it is raised, a callable is called."""

    def __init__(self, script: Iterable[Any], *, on_send: Callable[[Any], None]) -> None:
        super().__init__()
        self._script = iter(script)
        self._on_send = on_send

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Play the next entry; what is asked is held to GitHub's description all the same."""
        if not request.path_url.startswith("/graphql"):
            faults = faults_of_request(request.method, request.path_url, request.body or b"")
            assert faults == []
        self._on_send(request)
        entry = next(self._script)
        if callable(entry):
            entry = entry(request)
        if isinstance(entry, BaseException):
            raise entry
        entry.request, entry.url = request, request.url
        response: requests.Response = entry
        return response

    def close(self) -> None:
        """There is nothing to close."""
