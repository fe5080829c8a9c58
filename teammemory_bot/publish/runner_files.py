"""What does the step leave for the workflow? Outputs and the job summary, in the runner's files."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

SUMMARY_BYTES: Final = 1_000_000
"""The runner drops a summary of more than 1,048,576 bytes as a whole."""
_CUT: Final = "\n\n_The summary is cut here: the runner takes no more than one mebibyte._\n"


def save_outputs(file: Path, outputs: Mapping[str, str]) -> None:
    """Append step outputs, each between delimiters that no value can know beforehand."""
    with file.open("a", encoding="utf-8", newline="\n") as lines:
        for name, value in outputs.items():
            delimiter = f"teammemory_{secrets.token_hex(16)}"
            lines.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")


def save_summary(file: Path, markdown: str) -> None:
    """Append the job summary, cut at the end of a line where it is too long."""
    room = SUMMARY_BYTES - (file.stat().st_size if file.exists() else 0)
    raw = markdown.encode("utf-8")
    if len(raw) > room:
        kept = raw[: max(room - len(_CUT.encode()), 0)].rpartition(b"\n")[0]
        markdown = kept.decode("utf-8", "ignore") + _CUT
    with file.open("a", encoding="utf-8", newline="\n") as summary:
        summary.write(markdown)
