"""How many decision points does this code add? A count over added lines, with no parsing.

The count is R3's `G` (docs/risk.md): branching, looping, error-handling, concurrency and
memory-handling words, and comparing or short-circuiting operators, on added lines that are not
blank, comment, import or only brackets. It reads bytes, since a history has every encoding there
is, and splits instead of searching: every line of a history passes through here once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_WORDS: Final = frozenset(
    b"if elif else for while switch case catch except try finally and or not unless rescue goto"
    b" select lock synchronized await async defer malloc free alloc memcpy strcpy realloc".split()
)
# `->` and `=>` are arrows, not comparisons; `>>` counts twice, as two of its characters.
_OPERATOR: Final = re.compile(rb"&&|\|\||[=!<]=|<|(?<![-=])>=?|\+\+|--|\?")
_OPERATOR_BYTES: Final = b"&|=!<>+-?"
_MAX_RUN: Final = 6
"""Longer runs of operator characters are rulers and conflict markers."""
_MAX_LINE_BYTES: Final = 4_096
"""Longer lines are minified or data; only their beginning is looked at."""

_SKIPPED: Final = re.compile(
    rb"\s*(?:$|#|//|/\*|\*(?:[\s/]|$)|\"\"\"|'''|<!--"
    rb"|(?:import|from|package|using|require|require_relative|include|use)\b"
    rb"|[\[\](){};,]+\s*$)"
)

_SPACE: Final = ord(" ")
_ONLY_WORDS: Final = bytes(
    byte if chr(byte).isascii() and (chr(byte).isalnum() or byte == ord("_")) else _SPACE
    for byte in range(256)
)
_ONLY_OPERATORS: Final = bytes(byte if byte in _OPERATOR_BYTES else _SPACE for byte in range(256))


def is_skipped_line(line: bytes) -> bool:
    """Tell whether a line is blank, a comment, an import or only brackets."""
    return _SKIPPED.match(line) is not None


def decision_tokens(added_lines: Iterable[bytes]) -> int:
    """Return the number of decision tokens on added lines (without the diff's leading `+`)."""
    text = b"\n".join(
        [line[:_MAX_LINE_BYTES] for line in added_lines if _SKIPPED.match(line) is None]
    )
    words = sum(map(_WORDS.__contains__, text.translate(_ONLY_WORDS).split()))
    return words + sum(map(_operators_in, text.translate(_ONLY_OPERATORS).split()))


def _operators_in(run: bytes) -> int:
    known = _COUNT_BY_RUN.get(run)
    if known is not None:
        return known
    return len(_OPERATOR.findall(run)) if len(run) <= _MAX_RUN else 0


# The runs that make up nearly all code, counted once.
_COUNT_BY_RUN: Final = {
    run: len(_OPERATOR.findall(run))
    for run in b"= + - -> => == != < > <= >= && || ++ -- ? ?? === !== ! & | += -= << >>".split()
}
