"""What did the action write into `GITHUB_OUTPUT` and its like, as the runner reads them?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

SUMMARY_LIMIT_BYTES: Final = 1024 * 1024
"""A longer job summary is dropped whole; the step goes on."""


class FileCommandRefused(ValueError):
    """The file breaks the grammar: the runner fails the step."""


def parse_key_values(text: str) -> dict[str, str]:
    """Return the values of `name=value` lines and of `name<<DELIMITER` blocks."""
    values: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and not 0 <= heredoc < equals:
            name, _, values_text = line.partition("=")
        elif heredoc >= 0:
            name, _, delimiter = line.partition("<<")
            values_text = _block(lines, delimiter)
        else:
            raise FileCommandRefused(f"Invalid format '{line}'")
        if not name:
            raise FileCommandRefused(f"Invalid format '{line}'. Name must not be empty")
        values[name] = values_text
    return values


def _block(lines: Iterator[str], delimiter: str) -> str:
    if not delimiter:
        raise FileCommandRefused("Invalid format. Delimiter must not be empty")
    block: list[str] = []
    for line in lines:
        if line == delimiter:
            return "\n".join(block)
        block.append(line)
    raise FileCommandRefused(f"Invalid value. Matching delimiter not found '{delimiter}'")
