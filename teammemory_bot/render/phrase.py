"""How does one sentence look: in Markdown, and as plain text?

The only place where the typed parts of a phrase become text. Words of our own pass the same door as
strangers' text, so that an agent that mixes them up does no harm.
"""

from __future__ import annotations

import re
from typing import Final

from teammemory_bot.domain.finding import (
    Code,
    Evidence,
    EvidenceKind,
    Link,
    Number,
    Phrase,
    Quoted,
    Words,
    plain_text,
    reference_text,
)
from teammemory_bot.render.filters import (
    SPACE,
    Safe,
    md_code,
    md_join,
    md_link,
    md_text,
    one_line,
)
from teammemory_bot.render.links import Links
from teammemory_bot.render.wording import SEPARATOR

MAX_PHRASE: Final = 4_000
"""Characters. A longer sentence is cut between two parts: one row must not eat the whole comment."""

MAX_WORDS: Final = 1_000
"""Characters of our own words between two values: longer than any advice we give."""

Value = Quoted | Code | Number | Link

_DIGITS: Final = re.compile(r"[\d ]*")  # `12` and `. ` in two parts would begin a list

_SHOWN_AS_CODE: Final = frozenset(
    {EvidenceKind.COMMIT, EvidenceKind.FILE, EvidenceKind.LINES, EvidenceKind.ISSUE}
)
_MORE: Final = "… and more"


def md_phrase(phrase: Phrase, links: Links, *, opens_line: bool = True) -> Safe:
    """Return a phrase as Markdown."""
    counted = _counted_by_nothing_else(phrase)
    pieces: list[Safe] = []
    length = 0
    for position, part in enumerate(phrase):
        shown = (
            _words(part, opens_line=opens_line)
            if isinstance(part, Words)
            else [_markdown(part, links, opens_line=opens_line, is_counted=position in counted)]
        )
        length += sum(len(piece.text) for piece in shown)
        if length > MAX_PHRASE:
            pieces += [SPACE, md_text(_MORE)]
            break
        pieces += shown
        opens_line = opens_line and all(_DIGITS.fullmatch(piece.text) for piece in shown)
    return md_join(pieces)


def text_phrase(phrase: Phrase) -> str:
    """Return a phrase as one line of plain text for a terminal."""
    return one_line(plain_text(phrase), cap=MAX_PHRASE)


def _counted_by_nothing_else(phrase: Phrase) -> frozenset[int]:
    """Return where the numbers stand that no link of their own sentence proves."""
    found: set[int] = set()
    sentence: list[int] = []
    has_link = False
    for position, part in enumerate((*phrase, Words(SEPARATOR))):
        if isinstance(part, Number):
            sentence.append(position)
        elif isinstance(part, Link):
            has_link = True
        elif isinstance(part, Words) and part.text == SEPARATOR:
            found.update(() if has_link else sentence)
            sentence, has_link = [], False
    return frozenset(found)


def _words(words: Words, *, opens_line: bool) -> list[Safe]:
    """Return our own words with the space around them, which the doors take away."""
    text = words.text.strip()
    if not text:
        return [SPACE] if words.text else []
    shown = [md_text(text, opens_line=opens_line, cap=MAX_WORDS)]
    if words.text[0].isspace():
        shown.insert(0, SPACE)
    if words.text[-1].isspace():
        shown.append(SPACE)
    return shown


def _markdown(part: Value, links: Links, *, opens_line: bool, is_counted: bool) -> Safe:
    match part:
        case Code(text=text):
            return md_code(text)
        case Quoted(text=text):
            return md_text(text, opens_line=opens_line)
        case Number(value=value, claim=claim):
            label = md_text(f"{value:,}", opens_line=opens_line)
            return md_link(label, links.of_claim(claim)) if claim and is_counted else label
        case Link(evidence=evidence):
            return md_link(_label(evidence, opens_line=opens_line), links.of(evidence))


def _label(evidence: Evidence, *, opens_line: bool) -> Safe:
    text = reference_text(evidence)
    if evidence.kind in _SHOWN_AS_CODE:
        return md_code(text)
    return md_text(text, opens_line=opens_line)
