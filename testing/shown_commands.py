"""Which commands do the documents show? Every `teammemory …` in a fence or between backticks."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PROGRAM: Final = "teammemory"

_FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
_INLINE: Final = re.compile(rf"`({PROGRAM} [^`\n]+)`")
_LINE: Final = re.compile(rf"^(?:\$ )?({PROGRAM} .+)$", flags=re.MULTILINE)
_REST: Final = re.compile(r"\s(?:#|\||>|&&|<).*$")


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """A command, where it stands, and whether it stands in a block that readers paste."""

    page: str
    command: str
    is_block: bool

    @property
    def words(self) -> list[str]:
        """Return what follows the program's name, as a shell would split it."""
        return shlex.split(_REST.sub("", self.command))[1:]


def pages() -> list[Path]:
    """Return every document that speaks to users or contributors."""
    folders = (ROOT, ROOT / "docs", ROOT / "tests")
    found = [path for folder in folders for path in folder.glob("*.md")]
    return sorted([*found, ROOT / "action.yml", *(ROOT / "examples").glob("*.yml")])


def shown_commands() -> list[Shown]:
    """Return every command that is shown, each once a page."""
    return sorted({shown for page in pages() for shown in _of(page)})


def _of(page: Path) -> Iterator[Shown]:
    text, name = page.read_text("utf-8"), str(page.relative_to(ROOT))
    for kind, block in _FENCE.findall(text):
        if kind in {"console", "sh", "bash", "shell"}:
            for command in _LINE.findall(block):
                yield Shown(page=name, command=command, is_block=True)
    for command in _INLINE.findall(_FENCE.sub("", text)):
        yield Shown(page=name, command=command, is_block=False)
