"""How does an editor check and complete the file while it is written? By this JSON Schema."""

from __future__ import annotations

import json
from typing import Any, Final

from teammemory_bot.config.model import RepositoryConfig

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """Return the schema of the configuration file."""
    schema = RepositoryConfig.model_json_schema()
    schema.pop("description", None)
    return {
        "$schema": DIALECT,
        **schema,
        "title": "TeamMemory Bot",
        "description": "What a team configures in .github/teammemory.yml.",
    }


def config_schema_text() -> str:
    """Return the schema as `teammemory config schema` prints it."""
    return json.dumps(config_schema(), indent=2, ensure_ascii=True) + "\n"
