"""How does the comment look? The view, placed by the template, within the budget."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from jinja2 import Template

from teammemory_bot.render.environment import template_environment
from teammemory_bot.render.links import Links
from teammemory_bot.render.page import Slots, page_of
from teammemory_bot.render.view import View

COMMENT_BUDGET: Final = 60_000
"""UTF-8 bytes. GitHub refuses bodies of more than 65,536, without saying in which unit it counts."""

Place = Callable[[Slots], str]
"""Puts the slots of a comment into a text."""

_BLANK_LINES: Final = re.compile(r"\n{3,}")


def render_comment(
    view: View,
    links: Links | None = None,
    *,
    budget: int = COMMENT_BUDGET,
    place: Place | None = None,
) -> str:
    """Return the comment as Markdown, at most `budget` bytes long if rows can be dropped for it.

    `place` puts the words in their places instead of our own template.
    """
    return _rendered(place or _template("comment.md.j2").render, view, links or Links(), budget)


def render_minimal(view: View, links: Links | None = None, *, budget: int = COMMENT_BUDGET) -> str:
    """Return what is left to say when the comment itself was refused: what has to be fixed."""
    return _rendered(_template("minimal.md.j2").render, view, links or Links(), budget)


def _rendered(place: Place, view: View, links: Links, budget: int) -> str:
    page = page_of(view, links)
    while True:
        text = _placed(place(page.slots()))
        over = len(text.encode()) - budget
        if over <= 0 or not page.drop(over):
            return text


@cache
def _template(name: str) -> Template:
    return template_environment().get_template(name)


def _placed(text: str) -> str:
    """Return the text without the gaps that absent parts leave; no value holds a line end."""
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"
