"""How does the answer to a question of the command line look: in a terminal, as Markdown, as JSON?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from teammemory_bot.domain.finding import plain_text
from teammemory_bot.domain.reply import Reply, ReplyItem, ReplyList
from teammemory_bot.render.environment import template_environment
from teammemory_bot.render.filters import md_text
from teammemory_bot.render.links import Links
from teammemory_bot.render.phrase import md_phrase, text_phrase
from teammemory_bot.render.text import hung, no_command

FORMAT: Final = 1
"""Raised when a reader of the JSON would have to change."""
_BLANK_LINES: Final = re.compile(r"\n{3,}")


def reply_text(reply: Reply, *, width: int | None = None) -> str:
    """Return the reply in the design's layout; `width`: the terminal's columns, if there is one."""
    lines = [text_phrase(reply.title)] if reply.title else []
    lines += [f"{label}: {text_phrase(value)}" for label, value in reply.fields]
    for listing in reply.lists:
        lines += _list_lines(listing)
    for remark in reply.remarks:
        lines += ["", text_phrase(remark)]
    pieces = (piece for line in lines for piece in hung(line, width))
    return "".join(f"{no_command(piece).rstrip()}\n" for piece in pieces)


def _list_lines(listing: ReplyList) -> Iterator[str]:
    if not listing.items and not listing.empty:
        return
    yield ""
    if listing.title:
        yield f"{listing.title}:"
    for number, item in enumerate(listing.items, start=1):
        yield f"{_mark(number, listing)} {text_phrase(item.says)}"
        for detail in item.details:
            yield f"   {text_phrase(detail)}"
        if listing.is_ranked and item.details and number < len(listing.items):
            yield ""
    note = _note(listing)
    if note:
        yield note


def reply_markdown(reply: Reply, links: Links) -> str:
    """Return the reply as Markdown, with links."""
    text = (
        template_environment()
        .get_template("reply.md.j2")
        .render(
            title=md_phrase(reply.title, links) if reply.title else None,
            fields=[
                {"label": md_text(label), "value": md_phrase(value, links, opens_line=False)}
                for label, value in reply.fields
            ],
            lists=[_list_slots(x, links) for x in reply.lists if x.items or x.empty],
            remarks=[md_phrase(remark, links) for remark in reply.remarks],
        )
    )
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"


def _list_slots(listing: ReplyList, links: Links) -> dict[str, Any]:
    note = _note(listing)
    return {
        "title": md_text(listing.title) if listing.title else None,
        "is_ranked": listing.is_ranked,
        "entries": [_item_slots(item, links) for item in listing.items],
        "note": md_text(note) if note else None,
    }


def _item_slots(item: ReplyItem, links: Links) -> dict[str, Any]:
    return {
        "says": md_phrase(item.says, links),
        "details": [md_phrase(detail, links) for detail in item.details],
    }


def reply_json(reply: Reply) -> str:
    """Return the reply for a program: one document, keys in a fixed order, ASCII."""
    document = {
        "format": FORMAT,
        "question": reply.question,
        "title": plain_text(reply.title),
        "fields": {_name(label): plain_text(value) for label, value in reply.fields},
        "lists": {
            _name(x.title) or "items": [_item_document(i) for i in x.items] for x in reply.lists
        },
        "remarks": [plain_text(remark) for remark in reply.remarks],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _item_document(item: ReplyItem) -> dict[str, Any]:
    return {
        **dict(item.data),
        "says": plain_text(item.says),
        "details": [plain_text(detail) for detail in item.details],
    }


def _name(label: str) -> str:
    return "_".join(label.lower().split())


def _mark(number: int, listing: ReplyList) -> str:
    return f"{number}." if listing.is_ranked else "-"


def _note(listing: ReplyList) -> str:
    if not listing.items:
        return f"- {listing.empty}"
    return f"… and {listing.more:,} more" if listing.more else ""
