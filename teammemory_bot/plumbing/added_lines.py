"""Which lines does a patch add to which file? A second, independent reader of patches.

Reads the text that `git diff-tree -p -U0` writes, file names included, where `plumbing/patch.py`
takes the names from the NUL-separated list in front.
"""

from __future__ import annotations

import re
from typing import Final

_HUNK: Final = re.compile(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)")
_LETTERS: Final = {
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
}


def added_lines_by_path(patch: bytes) -> dict[bytes, list[bytes]]:
    """Return the added lines of each file of a patch, by the file's new name."""
    added: dict[bytes, list[bytes]] = {}
    lines = iter(patch.split(b"\n"))
    name = b""
    for line in lines:
        if line.startswith(b"+++ "):
            name = _name(line[4:])
            continue
        hunk = _HUNK.match(line)
        if hunk is None:
            continue
        left = [1 if count is None else int(count) for count in hunk.groups()]
        while any(left):
            body = next(lines, None)
            if body is None:
                return added  # cut off: what was read is still true
            if body.startswith(b"+"):
                added.setdefault(name, []).append(body[1:])
            left[body.startswith(b"+")] -= body[:1] in {b"+", b"-"}
    return added


def _name(text: bytes) -> bytes:
    """Return the name behind `b/`; git quotes odd ones and ends those with spaces by a tab."""
    if text.startswith(b'"'):
        text = _ESCAPE.sub(_unescaped, text[1 : text.rindex(b'"')])
    else:
        text = text.removesuffix(b"\t")
    return text.removeprefix(b"b/")


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes((int(code, 8),)) if len(code) == 3 else _LETTERS.get(code, code)
