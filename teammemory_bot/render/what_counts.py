"""When has a result changed? When what it asks and shows has, not when the world around it moved on.

How many reviews somebody has waiting, how much the memory holds, what is folded away: all of it may
be written anew with the next change, and none of it alone is worth a notification.
"""

from __future__ import annotations

import json

from teammemory_bot.domain.finding import plain_text
from teammemory_bot.render.view import View


def what_counts(view: View) -> str:
    """Return the part of a comment whose change is news, as text for a digest."""
    document = [
        plain_text(view.headline),
        [[plain_text(p.says), plain_text(p.asks), p.rule] for p in view.problems],
        [
            [
                plain_text(section.title),
                plain_text(section.remark),
                [[plain_text(row.who), plain_text(row.why)] for row in section.rows],
                [plain_text(line) for line in section.lines],
            ]
            for section in view.sections
        ],
    ]
    return json.dumps(document, ensure_ascii=True)
