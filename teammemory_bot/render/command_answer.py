"""What is written below a command: an explanation, or that the pull request is left alone?"""

from __future__ import annotations

from teammemory_bot.domain.reply import Reply
from teammemory_bot.render.comment import COMMENT_BUDGET
from teammemory_bot.render.filters import md_code
from teammemory_bot.render.links import Links
from teammemory_bot.render.reply import reply_markdown

_ROOM_FOR_MARKER = 400


def leaves_alone(*, by: str) -> str:
    """Return what stands in our comment once people want none."""
    return (
        f"Team memory leaves this pull request alone, as {md_code(by)} asked. "
        "`/teammemory review` brings it back.\n"
    )


def explanation(reply: Reply, links: Links) -> str:
    """Return an explanation as a comment, cut at the end of a line where it is too long."""
    text = reply_markdown(reply, links)
    raw = text.encode("utf-8")
    room = COMMENT_BUDGET - _ROOM_FOR_MARKER
    if len(raw) <= room:
        return text
    return raw[:room].rpartition(b"\n")[0].decode("utf-8", "ignore") + "\n\n… cut here\n"
