"""Which parts of a Markdown text did nobody mean to say? Hidden comments and code, blanked out.

Masked characters become spaces, so that positions stay what they were. Both functions read the text
once, whatever it holds: a lazy regular expression would be quadratic on repeated openings.
"""

from __future__ import annotations

import re
from typing import Final

_FENCE: Final = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})", re.MULTILINE)
_NOT_A_LINE_END: Final = re.compile(r"[^\n]")
_INLINE_CODE: Final = re.compile(r"`[^`\n]*`")


def without_comments(text: str) -> str:
    """Blank out `<!-- … -->`, where pull request templates keep their advice and examples."""
    if "<!--" not in text:
        return text
    parts: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start + 4)
        stop = len(text) if end < 0 else end + 3
        parts += [text[position:start], _blank(text[start:stop])]
        position = stop
    parts.append(text[position:])
    return "".join(parts)


def without_code(text: str) -> str:
    """Blank out fenced blocks and inline code, where a `#12` is no reference."""
    if "`" not in text and "~~~" not in text:
        return text
    parts: list[str] = []
    position = 0
    while opening := _FENCE.search(text, position):
        stop = _end_of_fence(text, opening)
        parts += [text[position : opening.start()], _blank(text[opening.start() : stop])]
        position = stop
    parts.append(text[position:])
    return _INLINE_CODE.sub(lambda match: _blank(match[0]), "".join(parts))


def _end_of_fence(text: str, opening: re.Match[str]) -> int:
    """Return where the fenced block ends: after its closing line, else at the end of the text."""
    fence = opening["fence"]
    for candidate in _FENCE.finditer(text, opening.end()):
        closing = candidate["fence"]
        if closing[0] == fence[0] and len(closing) >= len(fence):
            return candidate.end()
    return len(text)


def _blank(text: str) -> str:
    return _NOT_A_LINE_END.sub(" ", text)
