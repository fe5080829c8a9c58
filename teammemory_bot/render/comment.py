"""How does the comment look? The view, placed by the template, within the budget."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from jinja2 import Template

from teammemory_bot.render.environment import template_environment
from teammemory_bot.render.links import Links
from teammemory_bot.render.page import page_of
from teammemory_bot.render.view import View

COMMENT_BUDGET: Final = 60_000
"""UTF-8 bytes. GitHub refuses bodies of more than 65,536, without saying in which unit it counts."""

_BLANK_LINES: Final = re.compile(r"\n{3,}")


def render_comment(view: View, links: Links | None = None, *, budget: int = COMMENT_BUDGET) -> str:
    """Return the comment as Markdown, at most `budget` bytes long if rows can be dropped for it."""
    return _rendered("comment.md.j2", view, links or Links(), budget)


def render_minimal(view: View, links: Links | None = None, *, budget: int = COMMENT_BUDGET) -> str:
    """Return what is left to say when the comment itself was refused: what has to be fixed."""
    return _rendered("minimal.md.j2", view, links or Links(), budget)


def _rendered(template: str, view: View, links: Links, budget: int) -> str:
    page = page_of(view, links)
    while True:
        text = _placed(_template(template).render(page.slots()))
        over = len(text.encode()) - budget
        if over <= 0 or not page.drop(over):
            return text


@cache
def _template(name: str) -> Template:
    return template_environment().get_template(name)


def _placed(text: str) -> str:
    """Return the text without the gaps that absent parts leave; no value holds a line end."""
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"
