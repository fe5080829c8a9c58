"""How does a stranger's text reach the reader without doing anything? By two doors.

`md_text` and `md_code` are the only ways for a value into Markdown; what comes out is `Safe`, and
nothing but `Safe` can be printed by a template (`render/environment.py`). The other functions here
only put `Safe` values together. Proof: tests/unit/render/test_hostile_text.py renders hostile
strings with GitHub's own parser and looks for anything that is still alive.

GitHub looks for mentions, references, hashes and emoji in the *rendered* text, so escaping does not
stop them: a zero-width space inside them does. It is the only invisible character that we print.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, final

from teammemory_bot.domain.marker import Marker

MAX_VALUE: Final = 240
"""Characters of one value that are shown: a title is never longer on GitHub either (256)."""

BREAK: Final = "\u200b"
NOTHING: Final = "∅"

_LOOKED_AT: Final = 16 * MAX_VALUE  # a megabyte of text costs no more than a line of it

# Control, formatting, invisible, private-use and tag characters. Listed, not asked of `unicodedata`,
# so that the same text gives the same bytes on every Python.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U00013430-\U0001343f\U000e0000-\U0010ffff]"
)
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MARK: Final = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILE_OF_MARKS: Final = re.compile(f"({_MARK}{{3}}){_MARK}+")  # more would cover the lines around

# What GitHub would bring to life after rendering, up to the place where the break belongs. The breaks
# do not depend on what follows, because the next part of a sentence may follow.
_ALIVE: Final = re.compile(
    r"[@#]"  # mentions, references
    r"|(?<![a-z])gh-"  # GH-12
    r"|ww(?=w)"  # www.example.org
    r"|:(?=\S)"  # schemes, emoji
    r"|\[(?=[ x]\])"  # task lists
    r"|[0-9a-f]{6}(?=[0-9a-f])",  # hashes: seven or more hexadecimal digits
    re.IGNORECASE,
)

# ASCII punctuation that means something to Markdown, HTML or GitHub anywhere in a line. What is left
# (`,.;:()'%?/-`) means something only at the beginning of one: `- `, `1. `, `/command`.
_LOUD: Final = {ord(c): f"&#{ord(c)};" for c in '!"#$&*+<=>@[\\]^_`{|}~'}
_QUIET_AT_THE_START: Final = re.compile(r"\A(\d*)((?<=\d)[.)]|(?<!\d)[,.;:()'%?/-])")

_MEETING: Final = re.compile(r"[0-9a-f]{2}|h-|ww|:\S", re.IGNORECASE)
"""The last character of one part and the first of the next: abcdef|1, GH|-1, ww|w, https:|//"""

_TAME_CODE: Final = re.compile(r"[A-Za-z0-9_./+=,-]+")
_LINKABLE: Final = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#][A-Za-z0-9/._~%?&=#+-]*)?"
)


@final
@dataclass(frozen=True, slots=True)
class Safe:
    """Markdown that is known to be inert. Made in this module only (a test looks for others)."""

    text: str

    def __bool__(self) -> bool:
        return bool(self.text)


SPACE: Final = Safe(" ")
_SAFE: Final = "safe markdown"


def md_text(text: str, *, opens_line: bool = True, cap: int = MAX_VALUE) -> Safe:
    """Let a text in: one line, no markup, no mention, no reference, capped."""
    inert = _inert(one_line(text, cap=cap) or NOTHING)
    if opens_line:
        inert = _QUIET_AT_THE_START.sub(_as_reference, inert)
    return Safe(inert)


def md_code(text: str) -> Safe:
    """Let a path, hash, key or login in, shown as code; a long one loses its middle."""
    line = one_line(text, cap=len(text)) or NOTHING
    if len(line) > MAX_VALUE:
        half = MAX_VALUE // 2
        line = f"{line[:half]}…{line[-half + 1 :]}"
    if _TAME_CODE.fullmatch(line):
        return Safe(f"`{line}`")
    # No fence: a pipe inside one would still end a table's cell, and mail clients drop the fence.
    return Safe(f"<code>{_inert(line)}</code>")


def md_marker(marker: Marker) -> Safe:
    """Return the hidden first line of our comment; its grammar admits no text at all."""
    return Safe(marker.line())


def one_line(text: str, *, cap: int = MAX_VALUE) -> str:
    """Return the text as one line without anything unseen, for Markdown, terminals and logs."""
    looked_at = text[: max(_LOOKED_AT, cap)]
    clean = " ".join(looked_at.split())
    if not (clean.isascii() and clean.isprintable()):
        clean = _LONE_SURROGATE.sub("\ufffd", _UNSEEN.sub("", clean))
        clean = " ".join(_PILE_OF_MARKS.sub(r"\1", clean).split())
    is_cut = len(clean) > cap or len(looked_at) < len(text)
    return f"{clean[: cap - 1].rstrip()}…" if is_cut else clean


def md_link(label: Safe, url: str | None) -> Safe:
    """Return the label as a link, or alone when there is nothing to open."""
    if url is None or not _LINKABLE.fullmatch(url):
        return label
    return Safe(f"[{label.text}]({url})")


def md_join(parts: Iterable[Safe]) -> Safe:
    """Put parts one after the other so that nothing comes to life where two of them meet.

    Spaces do not add up, and none stands at either end.
    """
    joined = ""
    for part in parts:
        if part == SPACE and (not joined or joined[-1] == SPACE.text):
            continue
        if _MEETING.fullmatch(joined[-1:] + part.text[:1]):
            joined += BREAK
        joined += part.text
    # A space at the end would keep bold text from ending.
    return Safe(joined.rstrip(SPACE.text))


def slots_as_json(slots: Mapping[str, Any]) -> str:
    """Return what a template sees as JSON, for a child process to restore."""
    return json.dumps(slots, default=lambda value: {_SAFE: value.text})


def slots_from_json(text: str) -> dict[str, Any]:
    """Return the slots that `slots_as_json` was given. Only the child process calls this."""
    slots: dict[str, Any] = json.loads(text, object_hook=_restored)
    return slots


def _restored(entry: dict[str, Any]) -> Safe | dict[str, Any]:
    return Safe(entry[_SAFE]) if entry.keys() == {_SAFE} else entry


def _inert(line: str) -> str:
    return _ALIVE.sub(rf"\g<0>{BREAK}", line).translate(_LOUD)


def _as_reference(start: re.Match[str]) -> str:
    return f"{start[1]}&#{ord(start[2])};"
