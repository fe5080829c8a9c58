"""Which YAML do the documents show? Every block of it, as a file of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from testing.shown_commands import ROOT, pages

_BLOCK: Final = re.compile(r"^```ya?ml\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of YAML, and where it stands."""

    page: str
    number: int
    text: str

    @property
    def name(self) -> str:
        """Return a file name that says where the block stands."""
        return f"{self.page.replace('/', '-')}-{self.number}.yml"

    @property
    def content(self) -> Any:
        """Return what the YAML says."""
        return yaml.safe_load(self.text)

    @property
    def is_workflow(self) -> bool:
        """Tell whether it is a whole workflow; else it is the team's configuration."""
        return isinstance(self.content, dict) and "jobs" in self.content


def shown_blocks() -> list[Block]:
    """Return every block of YAML in the documents."""
    found = []
    for page in pages():
        if page.suffix == ".md":
            name = str(page.relative_to(ROOT))
            blocks = _BLOCK.findall(page.read_text("utf-8"))
            found += [Block(name, number, text) for number, text in enumerate(blocks, start=1)]
    return found


def write_workflows(folder: Path) -> list[Path]:
    """Write every workflow that is shown into a folder, as GitHub would find it in a repository."""
    place = folder / ".github" / "workflows"
    place.mkdir(parents=True)
    written = []
    for block in shown_blocks():
        if block.is_workflow:
            path = place / block.name
            path.write_text(block.text, "utf-8")
            written.append(path)
    return written
