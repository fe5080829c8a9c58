"""Which sources feed the memory? One line a source, in the order in which they are read."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from teammemory_bot.ingest import git_history

SOURCES: Final[tuple[ModuleType, ...]] = (git_history,)
