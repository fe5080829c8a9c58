"""Is this answer whole, of honest size, and JSON of the right kind? Bytes in, checked bytes out."""

from __future__ import annotations

import io
import json
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from teammemory_bot.support.clock import Clock

if TYPE_CHECKING:
    from requests import Response

MAX_BODY: Final = 32 * 1024 * 1024
"""Bytes of one answer after decompression; the largest honest page is below three MiB."""

_CHUNK: Final = 64 * 1024
_LONE_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class Shape(StrEnum):
    """What kind of document a call answers with."""

    OBJECT = "object"
    LIST = "list"
    NOTHING = "nothing"


class BodyTooBig(Exception):
    """The body passed the size cap while it was read."""


class BodyTooSlow(Exception):
    """The body was still not whole when its time was over, however busily it dripped."""


class NotAsDocumented(Exception):
    """Whole, but no JSON of the documented kind. `may_heal`: another try may bring it right."""

    def __init__(self, why: str, *, may_heal: bool, is_html: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.may_heal = may_heal
        self.is_html = is_html


def read_body(
    response: Response, *, clock: Clock, deadline: float, max_body: int = MAX_BODY
) -> bytes:
    """Return the whole body, decompressed; raise when it is too big, too slow or cut short."""
    parts: list[bytes] = []
    size = 0
    try:
        for part in response.iter_content(_CHUNK):
            size += len(part)
            if size > max_body:
                raise BodyTooBig
            parts.append(part)
            if clock.monotonic() > deadline:
                raise BodyTooSlow
    finally:
        response.close()
    return b"".join(parts)


def with_body(response: Response, body: bytes) -> Response:
    """Return the response so that any reader finds exactly these bytes."""
    fresh = type(response)()
    fresh.status_code = response.status_code
    fresh.headers = response.headers.copy()
    fresh.headers.pop("content-encoding", None)
    fresh.reason = response.reason
    fresh.url = response.url
    fresh.request = response.request
    fresh.encoding = "utf-8"
    fresh.raw = io.BytesIO(body)
    return fresh


def checked_json(body: bytes, shape: Shape) -> bytes:
    """Return the body when it is JSON of the given kind, every string fit to be stored.

    Half a document, HTML and nothing at all heal with another try; the wrong kind does not.
    """
    if not body.strip():
        if shape is Shape.NOTHING:
            return b""
        raise NotAsDocumented("an empty body", may_heal=True)
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        is_html = body.lstrip()[:1] == b"<"
        why = "HTML" if is_html else "no whole JSON"
        raise NotAsDocumented(why, may_heal=True, is_html=is_html) from None
    if shape is not Shape.NOTHING:
        expected = dict if shape is Shape.OBJECT else list
        if not isinstance(document, expected):
            raise NotAsDocumented(
                f"{_kind(document)} instead of {'an object' if expected is dict else 'a list'}",
                may_heal=False,
            )
    if _LONE_SURROGATE.search(body):
        return json.dumps(storable(document)).encode()
    return body


def storable(value: object) -> object:
    """Return the JSON value with every half of a surrogate pair that stands alone replaced."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def message_in(body: bytes) -> str:
    """Return what an error answer says, and the details of its errors; empty when it says nothing.

    Understands GitHub's and Jira's documents.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(document, dict):
        return ""
    texts = [document.get("message"), *_listed(document.get("errorMessages"))]
    texts.extend(
        error.get("message") or error.get("code") if isinstance(error, dict) else error
        for error in _listed(document.get("errors"))
    )
    return "; ".join(text for text in texts if isinstance(text, str) and text)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _kind(document: object) -> str:
    if document is None:
        return "null"
    kinds = {"dict": "an object", "list": "a list", "str": "a text", "bool": "a truth value"}
    return kinds.get(type(document).__name__, "a number")
