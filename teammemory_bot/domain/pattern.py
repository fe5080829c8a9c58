"""Does a user's pattern or glob match? Linear in the text, whatever the pattern, by RE2.

A pattern is refused, with a reason that fits on one line, when RE2 cannot run it in linear time
(back-references, look-around), when it is too large, or when it matches nothing at all ("").
https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from teammemory_bot.support.errors import TeamMemoryError

MAX_PATTERN: Final = 500
"""Characters of one pattern or glob."""
MAX_SUBJECT: Final = 65_536
"""Characters of one text that are looked at."""
MAX_MATCHES: Final = 100
"""Matches in one text."""
_MAX_PROGRAM_BYTES: Final = 1 << 20


class PatternRefused(TeamMemoryError):
    """The pattern cannot be used; the sentence says why."""


class Found(NamedTuple):
    """One match: its text (the group `key` where the pattern has one) and its place."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression in RE2's syntax, as the user wrote it; checked when it is made."""

    source: str

    def __post_init__(self) -> None:
        _compiled(self.source)

    def find(self, text: str) -> Iterator[Found]:
        """Yield the first matches that are not empty, in the order of the text."""
        program = _compiled(self.source)
        group = "key" if "key" in program.groupindex else 0
        for count, match in enumerate(program.finditer(text[:MAX_SUBJECT])):
            if count == MAX_MATCHES:
                return
            if match[group]:
                yield Found(match[group], match.start(group))


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
        return _compiled_glob(self.source).fullmatch(path) is not None


def _compile(source: str, expression: str) -> Any:  # noqa: ANN401  # re2 ships no types
    if len(source) > MAX_PATTERN:
        raise PatternRefused(f"is {len(source):,} characters long; at most {MAX_PATTERN} are read")
    options = re2.Options()
    options.max_mem = _MAX_PROGRAM_BYTES
    options.log_errors = False
    try:
        return re2.compile(expression, options=options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise PatternRefused(f"is no pattern that RE2 can run ({said[:80]})") from error


@lru_cache(maxsize=256)
def _compiled(source: str) -> Any:  # noqa: ANN401  # re2 ships no types
    program = _compile(source, source)
    if program.search("") is not None:
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
