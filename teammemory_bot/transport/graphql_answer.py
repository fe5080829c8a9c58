"""What does a GraphQL answer with status 200 really say? Limits and failures hide in its errors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_PASSING_FAILURES = (
    "something went wrong while executing your query",
    "timedout",
    "timeout",
    "loading",
    "couldn't respond to your request in time",
)


@dataclass(frozen=True, slots=True)
class GraphqlErrors:
    """The errors of an answer, sorted by what they mean to the caller."""

    is_limit: bool = False
    is_passing: bool = False
    """GitHub's own failure: another try, or a smaller page, may get through."""
    kinds: tuple[str, ...] = ()
    message: str = ""

    def __bool__(self) -> bool:
        return self.is_limit or self.is_passing or bool(self.kinds) or bool(self.message)


def graphql_errors(body: bytes) -> GraphqlErrors:
    """Return the errors that a checked GraphQL answer carries."""
    return errors_in(json.loads(body))


def errors_in(document: dict[str, Any]) -> GraphqlErrors:
    """Return the errors of a parsed GraphQL answer; a missing `data` is an error too."""
    errors = document.get("errors")
    if not errors:
        if isinstance(document.get("data"), dict):
            return GraphqlErrors()
        return GraphqlErrors(kinds=("NO_DATA",), message="no data in the answer")
    listed = [error for error in errors if isinstance(error, dict)] if _is_list(errors) else []
    kinds = tuple(sorted({_kind(error) for error in listed}))
    messages = [str(error.get("message") or "") for error in listed]
    return GraphqlErrors(
        is_limit="RATE_LIMITED" in kinds or any("rate limit" in text.lower() for text in messages),
        is_passing=any(text.lower().startswith(_PASSING_FAILURES) for text in messages),
        kinds=kinds or ("UNKNOWN",),
        message=next((text for text in messages if text), "no reason given"),
    )


def _kind(error: dict[str, Any]) -> str:
    """Return what GitHub calls the error: a type where it ran, a code where it is no query."""
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else ""
    return str(error.get("type") or code or "UNKNOWN")


def _is_list(value: object) -> bool:
    return isinstance(value, list)
