"""Does a service's document have the shape it documents? Strict fields, and the words they share.

A document that does not fit stores nothing: the page that holds it is refused whole. Fields that we
do not read may be anything, since services add some every month.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from teammemory_bot.transport.errors import UnusableAnswer

MAX_LINE: Final = 1_000
"""Characters of a title, name, status or label that are kept."""


class Shape(BaseModel):
    """A document of which some fields are read."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


def _seconds(value: object) -> int:
    """Return the UTC seconds of an ISO 8601 moment: `Z`, `+0000` and `+00:00` mean the same."""
    if not isinstance(value, str):
        raise ValueError("a moment is a text")  # noqa: TRY004 - pydantic wants a ValueError
    moment = datetime.fromisoformat(value)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _line(value: str) -> str:
    """Return a text as one line without control characters that a database refuses."""
    return " ".join(value.replace("\0", " ").split())[:MAX_LINE]


Moment = Annotated[int, BeforeValidator(_seconds)]
Line = Annotated[str, AfterValidator(_line)]

Read = TypeVar("Read", bound=BaseModel)


def read_shape(kind: type[Read], document: Mapping[str, Any], *, service: str, call: str) -> Read:
    """Return the document as the given shape; raise, naming the first field that does not fit."""
    try:
        return kind.model_validate(document)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the document"
        raise UnusableAnswer(service, call, why=f"{place}: {first['type']}") from None
