"""What reaches a template, and what goes first when there is too much of it?

A page is a view in which every phrase is already safe Markdown. It can be made shorter by whole rows
only, the least important ones first, and then says how many are gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from teammemory_bot.domain.finding import Phrase, phrase
from teammemory_bot.render.filters import Safe, md_code, md_marker
from teammemory_bot.render.links import Links
from teammemory_bot.render.phrase import md_phrase
from teammemory_bot.render.view import Problem, Row, Section, View
from teammemory_bot.render.wording import counted

ROW_COST: Final = 8
"""Bytes that a row costs beside its own text: bars, bullets, line end."""

Slots = dict[str, Any]
"""What a template can name: `Safe` values, and lists and mappings of them."""


@dataclass(slots=True)
class Page:
    """The slots of one comment, still short enough to be cut."""

    head: Slots
    problems: list[Slots]
    sections: list[Slots]
    blocks: list[Slots]
    dropped: int = field(default=0)

    def slots(self) -> Slots:
        """Return what the template sees."""
        cut = md_phrase(_cut(self.dropped), Links()) if self.dropped else None
        return {
            **self.head,
            "problems": self.problems,
            "sections": self.sections,
            "blocks": [block for block in self.blocks if block["lines"]],
            "cut": cut,
        }

    def drop(self, too_many: int) -> bool:
        """Drop rows worth at least so many bytes, from the end; tell whether any was left."""
        freed = 0
        while freed < too_many:
            rows = self._least_important()
            if not rows:
                return freed > 0
            freed += _size(rows.pop()) + ROW_COST
            self.dropped += 1
        return True

    def _least_important(self) -> list[Any]:
        for block in reversed(self.blocks):
            if block["lines"]:
                return _rows(block, "lines")
        for section in reversed(self.sections):
            for name in ("lines", "rows"):
                if section[name]:
                    return _rows(section, name)
        return self.sections or self.problems


def page_of(view: View, links: Links) -> Page:
    """Return the page of a view, every phrase rendered."""
    return Page(
        head={
            "marker": md_marker(view.marker) if view.marker else None,
            "headline": md_phrase(view.headline, links),
            "footer": md_phrase(view.footer, links),
            "is_silent": view.is_silent,
        },
        problems=[_problem(problem, links) for problem in view.problems],
        sections=[_section(section, links) for section in view.sections],
        blocks=[
            {"title": md_phrase(block.title, links), "lines": _all(block.lines, links)}
            for block in view.blocks
        ],
    )


def _rows(slots: Slots, name: str) -> list[Any]:
    rows: list[Any] = slots[name]
    return rows


def _cut(dropped: int) -> Phrase:
    is_one = " is" if dropped == 1 else " are"
    return phrase(*counted(dropped, "row"), is_one, " left out here: a comment has a limited size.")


def _problem(problem: Problem, links: Links) -> Slots:
    return {
        "says": md_phrase(problem.says, links),
        "asks": md_phrase(problem.asks, links, opens_line=False),
        "rule": md_code(problem.rule),
    }


def _section(section: Section, links: Links) -> Slots:
    return {
        "title": md_phrase(section.title, links),
        "remark": md_phrase(section.remark, links, opens_line=False),
        "rows": [_row(row, links) for row in section.rows],
        "lines": _all(section.lines, links),
    }


def _row(row: Row, links: Links) -> Slots:
    return {
        "who": md_phrase(row.who, links),
        "why": md_phrase(row.why, links),
        "now": md_phrase(row.now, links),
    }


def _all(lines: tuple[Phrase, ...], links: Links) -> list[Safe]:
    return [md_phrase(line, links) for line in lines]


def _size(row: Safe | Slots) -> int:
    if isinstance(row, Safe):
        return len(row.text.encode())
    return sum(_size(cell) for cell in row.values() if isinstance(cell, Safe))
