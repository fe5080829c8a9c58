"""Do the workflows' cache keys name the memory's layout? `make golden` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from teammemory_bot.store.schema_files import schema_steps

ROOT: Final = Path(__file__).parents[1]


def key_prefix() -> str:
    """Return how the key of every saved memory begins: one of another layout is never restored."""
    return f"teammemory-schema{schema_steps('sqlite')[-1].number}-"


def workflows_with_keys() -> list[Path]:
    """Return the workflows that restore or save a memory."""
    found = [*(ROOT / "examples").glob("*.yml"), *(ROOT / ".github/workflows").glob("*.yml")]
    return sorted(path for path in found if "teammemory-schema" in path.read_text("utf-8"))


def pages_with_keys() -> list[Path]:
    """Return the documents that show such a workflow."""
    found = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    return sorted(path for path in found if "teammemory-schema" in path.read_text("utf-8"))


def rewrite() -> None:
    """Write the present layout into every key."""
    for path in [*workflows_with_keys(), *pages_with_keys()]:
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"teammemory-schema\d+-", key_prefix(), text), "utf-8")


if __name__ == "__main__":
    rewrite()
