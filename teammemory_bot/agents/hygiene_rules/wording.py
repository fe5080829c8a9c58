"""How do the rules speak of places, keys and several things at once?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from teammemory_bot.agents.hygiene_rules.pull_keys import PullKeys
from teammemory_bot.domain.finding import Code, Part, Words
from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import Place
from teammemory_bot.domain.key_habit import project_of_key

_PLACE_NAMES: Final = {
    Place.TITLE: "title",
    Place.BODY: "body",
    Place.BRANCH: "branch",
    Place.COMMIT: "commits",
}
MAX_NAMED: Final = 3
"""Things that one sentence names; the others are left to the evidence."""


def place_names(places: Iterable[Place]) -> str:
    """Return `title, body or commits`."""
    names = [_PLACE_NAMES[place] for place in places]
    if not names:
        return "no place that counts"
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def example_key(keys: PullKeys) -> str:
    """Return a key of the form that is customary here, to imitate."""
    project = project_of_key(keys.habit.latest) if keys.habit.latest else ""
    if not project and keys.habit.projects:
        project = min(keys.habit.projects)
    if not project and keys.habit.latest:
        return "Fixes #123"
    return f"{project or 'PROJ'}-123"


def in_code(texts: Sequence[str]) -> tuple[Part, ...]:
    """Return the first few texts as code with commas between, and an ellipsis if there are more."""
    parts: list[Part] = []
    for text in texts[:MAX_NAMED]:
        parts += [Words(", "), Code(text)] if parts else [Code(text)]
    return (*parts, Words(", …")) if len(texts) > MAX_NAMED else tuple(parts)


def no_issue(keys: Iterable[IssueKey]) -> tuple[Part, ...]:
    """Return what is said of a record whose keys, if it has any, are none that count."""
    if not (others := sorted(keys)):
        return (Words(" names no issue"),)
    return (Words(" names no issue of this team, only "), *in_code(others))
