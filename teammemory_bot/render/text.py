"""How does the same view look in a terminal or a log?

No line begins with a stranger's text, and none holds what GitHub's runner would take for a command:
it obeys `::name::` at the beginning of a line and `##[name]` anywhere in one.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from teammemory_bot.domain.finding import Phrase, phrase
from teammemory_bot.render.filters import BREAK
from teammemory_bot.render.phrase import text_phrase
from teammemory_bot.render.view import Row, Section, View

WIDTH: Final = 100
"""Columns at most: longer lines are hard to read, and a file has no width of its own."""
_LEAST_WIDTH: Final = 40
_MARK: Final = re.compile(r" *(?:[-✖] |\d+\. )?")
_INDENT: Final = "  "


def render_text(view: View, *, width: int | None = None) -> str:
    """Return the view as plain text, wrapped and aligned; `width`: the terminal's columns, if any."""
    width = WIDTH if width is None else max(min(width, WIDTH), _LEAST_WIDTH)
    lines = [*_wrapped(text_phrase(view.headline), width), *_problems(view, width)]
    for section in view.sections:
        lines += ["", *_section(section, width)]
    for block in view.blocks if not view.is_silent else ():
        lines += ["", f"{text_phrase(block.title)}:", *_list(block.lines, width)]
    lines += ["", *_wrapped(text_phrase(view.footer), width)]
    return "".join(f"{no_command(line).rstrip()}\n" for line in lines)


def _problems(view: View, width: int) -> Iterator[str]:
    for problem in view.problems:
        yield ""
        said = phrase(*problem.says, " ", *problem.asks, f" [{problem.rule}]")
        yield from _wrapped(text_phrase(said), width, first="✖ ")


def _section(section: Section, width: int) -> Iterator[str]:
    yield from _wrapped(_headed(text_phrase(section.title), text_phrase(section.remark)), width)
    yield from _table(section.rows, width)
    yield from _list(section.lines, width)


def _headed(title: str, remark: str) -> str:
    """Return title and remark as one line. In the comment the title is bold; here a stop must part them."""
    ends_in_level = ": " in title and not remark.startswith("(")
    return f"{title}{'.' if ends_in_level else ''} {remark}" if remark else title


def _table(rows: tuple[Row, ...], width: int) -> Iterator[str]:
    names = [text_phrase(row.who) for row in rows]
    column = max(map(len, names), default=0) + len(_INDENT)
    for name, row in zip(names, rows, strict=True):
        why = text_phrase(row.why) + (f" | {text_phrase(row.now)}" if row.now else "")
        yield from _wrapped(
            why, width, first=f"{_INDENT}{name:<{column}}", hang=_INDENT + " " * column
        )


def _list(lines: Iterable[Phrase], width: int) -> Iterator[str]:
    for line in lines:
        yield from _wrapped(text_phrase(line), width, first="  - ", hang="    ")


def _wrapped(text: str, width: int, *, first: str = "", hang: str = _INDENT) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def hung(line: str, width: int | None) -> list[str]:
    """Return a line in pieces that fit the terminal, hung below what follows its mark."""
    if width is None or len(line) <= width:
        return [line]
    mark = _MARK.match(line)
    hang = " " * (len(mark[0]) if mark else 0)
    return list(_wrapped(line, max(width, _LEAST_WIDTH), hang=hang or _INDENT))


def no_command(line: str) -> str:
    """Return a line without anything that GitHub's runner would obey."""
    if line.lstrip().startswith("::"):
        line = line.replace("::", f":{BREAK}:", 1)
    return line.replace("##[", f"##{BREAK}[")
