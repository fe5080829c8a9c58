"""How is a change that GitHub told kept for later? As JSON, and read back as it was."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from teammemory_bot.domain.run_record import Document, RecordUnreadable
from teammemory_bot.ingest.told_change import ToldChange

MAX_TOLD: Final = 1_000_000
"""Characters of JSON; what is longer is not kept."""


def told_document(told: ToldChange) -> Document | None:
    """Return what GitHub told as a JSON object; None where it is too long to be kept."""
    text = json.dumps(_adapter().dump_python(told))
    document: dict[str, Any] = json.loads(text)  # tuples are lists from here on
    return document if len(text) <= MAX_TOLD else None


def told_from(document: Document) -> ToldChange:
    """Return the change that `told_document` was given; raises RecordUnreadable."""
    try:
        return _adapter().validate_python(document)
    except ValidationError as error:
        raise RecordUnreadable("what GitHub told of the change is not whole") from error


@cache
def _adapter() -> TypeAdapter[ToldChange]:
    return TypeAdapter(ToldChange)
