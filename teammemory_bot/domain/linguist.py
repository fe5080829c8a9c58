"""What do the `.gitattributes` of a tree say about a path's kind? `linguist-vendored` and its sisters.

Read as git reads them: the last line that matches decides, a deeper file beats a shallower one, and a
pattern that matches a folder says nothing about the files in it. Macros are not expanded.
https://git-scm.com/docs/gitattributes and
https://github.com/github-linguist/linguist (its page on overrides)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.gitignore_pattern import (
    FOLDER,
    MalformedPattern,
    compiled,
    expression_of,
)
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.path_kind import LinguistOverride, kind_of_path

FILE_NAME: Final = ".gitattributes"
MAX_BYTES: Final = 1 << 20
"""Of all files of a tree together: what is beyond is not read."""
MAX_LINE: Final = 2_048
"""Git ignores longer lines."""
MAX_RULES: Final = 1_000

_SISTERS: Final = ("vendored", "generated", "documentation")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t]+(.*)')
_ESCAPE: Final = re.compile(rb"\\([abfnrtv\"\\]|[0-3][0-7]{2})")
_LETTERS: Final = {
    b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v",
}  # fmt: skip
_Said = dict[str, bool | None]


@dataclass(frozen=True, slots=True)
class _Rule:
    folder: str
    """Where the file lies, with a slash at the end; the root: nothing."""
    expression: Any  # re2 ships no types
    said: tuple[tuple[str, bool | None], ...]


@dataclass(slots=True)
class LinguistAttributes:
    """What a tree says, by the paths and contents of its `.gitattributes` files."""

    files: Mapping[RepoPath, str]
    _rules: list[_Rule] = field(init=False)

    def __post_init__(self) -> None:
        rules: list[_Rule] = []
        left = MAX_BYTES
        # Shallow files first: whoever comes later decides.
        for path in sorted(self.files, key=lambda path: (path.count("/"), path)):
            text = self.files[path]
            left -= len(text)
            if left >= 0:
                rules += _rules_of(path.removesuffix(FILE_NAME), text)
        self._rules = rules[:MAX_RULES]

    def override(self, path: RepoPath) -> LinguistOverride:
        """Return what is said about one path."""
        said: _Said = {}
        for rule in self._rules:
            if path.startswith(rule.folder) and rule.expression.search(path[len(rule.folder) :]):
                said.update(rule.said)
        return LinguistOverride(**said)

    def kind_of(self, path: RepoPath) -> FileKind:
        """Return the path's kind: by what is said, else by convention."""
        return kind_of_path(path, self.override(path)) if self._rules else kind_of_path(path)

    @property
    def says_something(self) -> bool:
        """Whether any line speaks of a path's kind."""
        return bool(self._rules)


def _rules_of(folder: str, text: str) -> list[_Rule]:
    rules: list[_Rule] = []
    for line in text.split("\n"):
        if "linguist-" not in line or len(line) > MAX_LINE:
            continue
        pattern, words = _parted(line.strip(" \t\r"))
        said = _said(words)
        expression = _compiled(pattern) if said else None
        if expression is not None:
            rules.append(_Rule(folder, expression, tuple(said.items())))
    return rules


def _parted(line: str) -> tuple[str, list[str]]:
    """Return a line's pattern and its attributes; no pattern: the line says nothing here."""
    quoted = _QUOTED.fullmatch(line)
    if quoted:
        pattern = _ESCAPE.sub(_unescaped, quoted[1].encode()).decode("utf-8", "replace")
        return pattern, quoted[2].split()
    pattern, *words = line.split()
    return ("" if pattern.startswith(("#", "[attr]")) else pattern), words  # comments, macros


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes((int(code, 8),)) if len(code) == 3 else _LETTERS.get(code, code)


def _said(words: list[str]) -> _Said:
    """Return what the attributes of a line set; None: what an earlier line said is taken back."""
    said: _Said = {}
    for word in words:
        name, equals, value = word.partition("=")
        sign = name[:1] if name[:1] in "-!" else ""
        sister = name.removeprefix(sign).removeprefix("linguist-")
        if sister not in _SISTERS or not name.removeprefix(sign).startswith("linguist-"):
            continue
        said[sister] = None if sign == "!" else sign != "-" and not (equals and value == "false")
    return said


def _compiled(pattern: str) -> Any:  # noqa: ANN401  # re2 ships no types
    """Translate a pattern, to run in linear time: the file may be anybody's. None: it matches no file."""
    if not pattern or pattern.endswith("/") or pattern.startswith("!"):
        return None
    # Comments are gone already: a `#` that was quoted is an ordinary character.
    literal = f"\\{pattern}" if pattern.startswith("#") else pattern
    try:
        expression = expression_of(literal)
    except MalformedPattern:
        return None
    if expression is None:
        return None
    return compiled(expression.replace(f"(?:{FOLDER}|$)", "$"), dot_is_anything=True)
