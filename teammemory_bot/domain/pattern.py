"""Does a user's pattern or glob match? Within a bound that no pattern and no text escapes.

RE2 matches in time linear in the text times the pattern's size, without ever going back. So a pattern is
refused, with a reason that fits on one line, when RE2 cannot run it (back-references, look-around), when
its program is too large, or when it matches the empty text; and the larger its program, the less of a
text is looked at, in windows cut at line ends. https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from teammemory_bot.support.errors import TeamMemoryError

MAX_PATTERN: Final = 500
"""Characters of one pattern or glob."""
MAX_TEXT: Final = 65_536
"""Characters of one text that are looked at by a pattern of usual size (up to 30 instructions)."""
MAX_MATCHES: Final = 20
"""Matches in one text."""
_MAX_PROGRAM: Final = 1_000
"""Instructions of RE2's program; `PROJ-[0-9]+` has 11."""
_MAX_STEPS: Final = 2_000_000
"""Instructions times characters in one text: about 15 ms where RE2 falls back to its slow way."""
_WINDOW: Final = 1_000
"""Characters in which one match must lie, for a pattern of up to 200 instructions."""
_MAX_STATE_BYTES: Final = 1 << 20


class PatternRefused(TeamMemoryError):
    """The pattern cannot be used; the sentence says why."""


class Found(NamedTuple):
    """One match: its text (the group `key` where the pattern has one) and its place."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression in RE2's syntax, as the user wrote it; checked when it is made.

    `^` and `$` stand for the ends of a line.
    """

    source: str

    def __post_init__(self) -> None:
        _compiled(self.source)

    def find(self, text: str) -> Iterator[Found]:
        """Yield the first matches that are not empty, in the order of the text."""
        program = _compiled(self.source)
        size = max(1, program.programsize)
        windows = _windows(text[: min(MAX_TEXT, _MAX_STEPS // size)], min(_WINDOW, 200_000 // size))
        found = (match for window in windows for match in _matches(program, *window))
        return itertools.islice(found, MAX_MATCHES)


def _windows(text: str, width: int) -> Iterator[tuple[str, int]]:
    """Yield the text in pieces with their places, cut at the last line end or space of each."""
    position = 0
    while position < len(text):
        stop = position + width
        if stop < len(text):
            cut = max(text.rfind("\n", position + 1, stop), text.rfind(" ", position + 1, stop))
            stop = cut if cut > 0 else stop
        yield text[position:stop], position
        position = stop


def _matches(program: Any, text: str, start: int) -> Iterator[Found]:  # noqa: ANN401  # no types
    group = program.groupindex.get(b"key", 0)
    raw = _encoded(text)
    for match in program.finditer(raw):
        if match[group]:
            before = raw[: match.start(group)].decode("utf-8", "replace")
            yield Found(match[group].decode("utf-8", "replace"), start + len(before))


@dataclass(frozen=True, slots=True)
class Glob:
    """A path or branch pattern: `*` inside one level, `**` across levels, `?` one character.

    A pattern without `/` matches the last level of any path, as in `.gitignore`; one that ends with
    `/` matches everything below that folder.
    """

    source: str

    def __post_init__(self) -> None:
        _compiled_glob(self.source)

    def matches(self, path: str) -> bool:
        """Tell whether the glob matches the whole path."""
        return _compiled_glob(self.source).fullmatch(_encoded(path)) is not None


def _compile(source: str, expression: str) -> Any:  # noqa: ANN401  # re2 ships no types
    if len(source) > MAX_PATTERN:
        raise PatternRefused(f"is {len(source):,} characters long; at most {MAX_PATTERN} are read")
    options = re2.Options()
    options.max_mem = _MAX_STATE_BYTES
    options.log_errors = False
    try:
        return re2.compile(expression.encode(), options=options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise PatternRefused(f"is no pattern that RE2 can run ({said[:80]})") from error


def _encoded(text: str) -> bytes:
    """Return the text for RE2, which would encode it again for each match; no lone surrogates."""
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=256)
def _compiled(source: str) -> Any:  # noqa: ANN401  # re2 ships no types
    _compile(source, source)  # by itself: a stray `)` must not be closed by what we put around it
    program = _compile(source, f"(?m:{source})")
    if program.programsize > _MAX_PROGRAM:
        raise PatternRefused("is too large; write fewer or smaller repetitions")
    if program.search(b"") is not None:
        raise PatternRefused("matches the empty text, so it would find keys everywhere")
    return program


@lru_cache(maxsize=1_024)
def _compiled_glob(source: str) -> Any:  # noqa: ANN401  # re2 ships no types
    if not source.strip("/"):
        raise PatternRefused("is empty")
    if source.startswith("../") or "/../" in source:
        raise PatternRefused("leaves the repository by `..`")
    return _compile(source, expression_of_glob(source))


def expression_of_glob(source: str) -> str:
    """Return the regular expression of a glob; repeated `**/` fall together."""
    anchored = "/" in source.rstrip("/")
    text = source.strip("/") + ("/**" if source.endswith("/") else "")
    parts = [] if anchored else ["(?:.*/)?"]
    position = 0
    while position < len(text):
        if text.startswith("**/", position):
            while text.startswith("**/", position):
                position += 3
            parts.append("(?:.*/)?")
        elif text.startswith("**", position):
            position += 2
            parts.append(".*")
        else:
            parts.append(
                {"*": "[^/]*", "?": "[^/]"}.get(text[position]) or re2.escape(text[position])
            )
            position += 1
    return "(?s)" + "".join(parts)
