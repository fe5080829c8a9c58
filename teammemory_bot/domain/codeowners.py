"""Who owns a path by the repository's own declaration? GitHub's CODEOWNERS, parsed and matched.

The last rule that matches a path decides; a rule without owners takes ownership away. A line that
GitHub cannot read is skipped, as GitHub does, and reported here with its reason.
https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from teammemory_bot.domain.gitignore_pattern import (
    FOLDER,
    MalformedPattern,
    compiled,
    expression_of,
)
from teammemory_bot.domain.identity import RepoPath

PLACES: Final = tuple(map(RepoPath, (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")))
"""Where GitHub looks, in this order; the first file that exists counts."""

MAX_BYTES: Final = 3 * 1024 * 1024
"""GitHub loads no larger file."""

MAX_PATTERN: Final = 500

_SPECIAL: Final = re.compile(r"[*?\\!\[\]]")
_TOKEN: Final = re.compile(r"(?:\\.|[^\s\\])+")
_USER: Final = re.compile(r"@[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})")
_TEAM: Final = re.compile(r"@[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})/[A-Za-z0-9_.-]{1,100}")
_EMAIL: Final = re.compile(r"[^@\s/]{1,64}@[^@\s/]{1,255}")


class OwnerKind(StrEnum):
    """What the declaration names."""

    USER = "user"
    TEAM = "team"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Owner:
    """A declared owner; `name` is a login, `organisation/team`, or an e-mail address."""

    kind: OwnerKind
    name: str


@dataclass(frozen=True, slots=True)
class OwnerRule:
    """One line: whoever owns what matches the pattern. No owners: nobody does."""

    line: int
    pattern: str
    owners: tuple[Owner, ...]

    def matches(self, path: str) -> bool:
        """Tell whether the rule is about this path."""
        place = _plain_place(self.pattern)
        if place is None:
            return _compiled(self.pattern).search(path) is not None
        return path.startswith(place) and (place[-1] == "/" or path[len(place) :][:1] in {"", "/"})


@dataclass(frozen=True, slots=True)
class OwnerError:
    """A line that GitHub skips, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class CodeOwners:
    """One CODEOWNERS file; `path` is where it lies."""

    rules: tuple[OwnerRule, ...]
    errors: tuple[OwnerError, ...] = ()
    path: RepoPath = PLACES[0]
    _last_by_place: dict[str, int] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """The last rule about each plain folder or file: most rules of a long file are such."""
    _others: list[int] = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        for number, rule in enumerate(self.rules):
            place = _plain_place(rule.pattern)
            if place is None:
                self._others.append(number)
            else:
                self._last_by_place[place] = number

    def rule_for(self, path: str) -> OwnerRule | None:
        """Return the rule that decides who owns the path; None: no rule is about it."""
        last = max((self._last_by_place.get(place, -1) for place in _places_of(path)), default=-1)
        for number in reversed(self._others):
            if number < last:
                break
            if self.rules[number].matches(path):
                return self.rules[number]
        return self.rules[last] if last >= 0 else None

    def owners_of(self, path: str) -> tuple[Owner, ...]:
        """Return the declared owners of a path."""
        rule = self.rule_for(path)
        return rule.owners if rule is not None else ()


class _Skipped(Exception):
    """Why a line is no rule."""


def parse_codeowners(text: str, *, path: RepoPath = PLACES[0]) -> CodeOwners:
    """Read a CODEOWNERS file; what cannot be read becomes an error, never an exception."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        too_large = OwnerError(1, "the file is larger than the 3 MB that GitHub reads")
        return CodeOwners((), (too_large,), path)
    rules: list[OwnerRule] = []
    errors: list[OwnerError] = []
    for number, line in enumerate(text.splitlines(), start=1):
        tokens = list(_tokens(line))
        if not tokens:
            continue
        try:
            pattern = _checked_pattern(tokens[0])
            owners = tuple(_owner(token) for token in tokens[1:])
        except _Skipped as skipped:
            errors.append(OwnerError(number, str(skipped)))
        else:
            rules.append(OwnerRule(number, pattern, owners))
    return CodeOwners(tuple(rules), tuple(errors), path)


def _tokens(line: str) -> Iterator[str]:
    for match in _TOKEN.finditer(line):
        if match[0].startswith("#"):
            return
        yield match[0]


def _checked_pattern(pattern: str) -> str:
    if pattern.startswith("!"):
        raise _Skipped("a pattern cannot be negated with `!`")
    if pattern.startswith("\\#"):
        raise _Skipped("a pattern cannot start with an escaped `#`")
    if "[" in pattern or "]" in pattern:
        raise _Skipped("a pattern cannot hold a range in `[ ]`")
    if len(pattern) > MAX_PATTERN:
        raise _Skipped(f"a pattern of more than {MAX_PATTERN} characters is not read")
    _compiled(pattern)
    return pattern


def _owner(token: str) -> Owner:
    if _TEAM.fullmatch(token):
        return Owner(OwnerKind.TEAM, token[1:])
    if _USER.fullmatch(token):
        return Owner(OwnerKind.USER, token[1:])
    if _EMAIL.fullmatch(token):
        return Owner(OwnerKind.EMAIL, token)
    raise _Skipped("an owner is a `@user`, an `@organisation/team` or an e-mail address")


@lru_cache(maxsize=4_096)
def _plain_place(pattern: str) -> str | None:
    """Return the one place below the root that a pattern means (a folder's with its `/`), or None.

    None also for a name without a place, which means any folder or file of that name.
    """
    if _SPECIAL.search(pattern) or "/" not in pattern.rstrip("/") or "//" in pattern:
        return None
    return pattern.removeprefix("/") or None


def _places_of(path: str) -> Iterator[str]:
    """Yield every plain place that a path is at: itself, and each folder above with and without `/`."""
    yield path
    end = path.rfind("/")
    while end > 0:
        yield path[: end + 1]
        yield path[:end]
        end = path.rfind("/", 0, end)


@lru_cache(maxsize=4_096)
def _compiled(pattern: str) -> Any:  # noqa: ANN401  # re2 ships no types
    """Translate as for `.gitignore`, and run in linear time: the file may be anybody's."""
    try:
        expression = expression_of(pattern)
    except MalformedPattern as error:
        raise _Skipped("the pattern is malformed") from error
    if expression is None:
        raise _Skipped("the pattern matches nothing")
    if pattern.endswith("/*"):  # unlike .gitignore: the files of the folder, not what lies deeper
        expression = expression.removesuffix(f"(?:{FOLDER}|$)") + "$"
    matcher = compiled(expression.replace(FOLDER, "/"))
    if matcher is None:
        raise _Skipped("the pattern is too large")
    return matcher
