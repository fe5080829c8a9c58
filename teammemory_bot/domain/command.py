"""What may somebody ask for in a comment? `/teammemory review`, `explain @login`, `ignore`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from teammemory_bot.domain.identity import Login
from teammemory_bot.support.errors import TeamMemoryError

WORD: Final = "/teammemory"
_LOGIN: Final = re.compile(r"@?[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


class Verb(StrEnum):
    """What is asked for."""

    REVIEW = "review"
    EXPLAIN = "explain"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One request; `login` is whom `explain` is about."""

    verb: Verb
    login: Login | None = None


class NoSuchCommand(TeamMemoryError):
    """The comment begins like a command and is none."""

    def __init__(self) -> None:
        super().__init__(
            f"there is no such command; known are `{WORD} review`, `{WORD} explain @login` and "
            f"`{WORD} ignore`"
        )


def parse_command(body: str) -> Command | None:
    """Return the command that a comment's first line holds; None: it holds none.

    Only the first line counts, and only as a whole: a quoted command is somebody else's.
    """
    words = body.replace("\r\n", "\n").partition("\n")[0].split()
    if not words or words[0] != WORD:
        return None
    match words[1:]:
        case ["review"]:
            return Command(verb=Verb.REVIEW)
        case ["ignore"]:
            return Command(verb=Verb.IGNORE)
        case ["explain", who] if _LOGIN.fullmatch(who):
            return Command(verb=Verb.EXPLAIN, login=Login(who.removeprefix("@")))
    raise NoSuchCommand
