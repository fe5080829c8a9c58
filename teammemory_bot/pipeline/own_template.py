"""The team's own template for the comment, as it stands at the base."""

from __future__ import annotations

from typing import Final

from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.run_record import digest_of_text
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.blob import blob_at
from teammemory_bot.plumbing.template_child import TemplateRefused, run_template
from teammemory_bot.render.comment import Place
from teammemory_bot.render.environment import template_source
from teammemory_bot.render.filters import slots_as_json
from teammemory_bot.render.page import Slots

TEMPLATE_PATH: Final = RepoPath(".github/teammemory-comment.md.j2")
"""Where a team may put a template of its own for the comment."""


def template_at(place: Workplace, base: Sha) -> str | None:
    """Return the team's own template; None where there is none.

    It is the one of the base: no change decides how it is shown.
    """
    raw = blob_at(place.own, base, TEMPLATE_PATH)
    return None if raw is None else raw.decode("utf-8", "replace")


def placing(source: str | None) -> Place | None:
    """Return what puts the words in their places by a template of the team's; None where there is none.

    It runs in a child without rights, once
    for equal slots; the last check of the comment knows nothing of who placed the words.
    """
    if source is None:
        return None
    known: dict[str, str | TemplateRefused] = {}

    def once(slots: Slots) -> str:
        """Run it once for equal slots, also where it is refused: that may take its whole time."""
        asked = slots_as_json(slots)
        if asked not in known:
            try:
                known[asked] = run_template(source, asked)
            except TemplateRefused as refusal:
                known[asked] = refusal
        answer = known[asked]
        if isinstance(answer, TemplateRefused):
            raise answer
        return answer

    return once


def layout_digest(source: str | None) -> str:
    """Return what tells the layout of the comment from another one: the team's template, else ours.

    Part of what decides whether a comment is written anew, so that a new layout is seen at once, and not
    with the next answer.
    """
    return digest_of_text(source or template_source("comment.md.j2"))
