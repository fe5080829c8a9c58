"""How does one sentence look: in Markdown, and as plain text?

The only place where the typed parts of a phrase become text. Words of our own pass the same door as
strangers' text, so that an agent that mixes them up does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.domain.finding import (
    Code,
    Evidence,
    EvidenceKind,
    Link,
    Number,
    Part,
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

MAX_PHRASE_BYTES: Final = 4_000
"""A longer sentence is cut between two parts: one row must not eat the whole comment."""

MAX_WORDS: Final = 1_000
"""Characters of our own words between two values: longer than any advice we give."""

Value = Quoted | Code | Number | Link

_SHOWN_AS_CODE: Final = frozenset(
    {EvidenceKind.COMMIT, EvidenceKind.FILE, EvidenceKind.LINES, EvidenceKind.ISSUE}
)
_MORE: Final = " … and more"


def md_phrase(phrase: Phrase, links: Links) -> Safe:
    """Return a phrase as Markdown."""
    has_link = any(isinstance(part, Link) for part in phrase)
    line = Safe("")
    for part in phrase:
        longer = md_join([line, *_spaced(part, links, line=line, is_counted=not has_link)])
        if len(longer.text.encode()) > MAX_PHRASE_BYTES:
            return md_join([line, SPACE, md_text(_MORE)])
        line = longer
    return line


def text_phrase(phrase: Phrase) -> str:
    """Return a phrase as one line of plain text for a terminal."""
    return one_line(plain_text(phrase), cap=MAX_PHRASE_BYTES)


def _spaced(part: Part, links: Links, *, line: Safe, is_counted: bool) -> Iterator[Safe]:
    """Yield the part and the space around our own words, which the doors take away."""
    opens_line = not line or line.text.isdigit()
    if not isinstance(part, Words):
        yield _markdown(part, links, opens_line=opens_line, is_counted=is_counted)
        return
    if part.text[:1].isspace() and line and line.text[-1] != SPACE.text:
        yield SPACE
    if part.text.strip():
        yield md_text(part.text, opens_line=opens_line, cap=MAX_WORDS)
        if part.text[-1:].isspace():
            yield SPACE


def _markdown(part: Value, links: Links, *, opens_line: bool, is_counted: bool) -> Safe:
    match part:
        case Code(text=text):
            return md_code(text)
        case Quoted(text=text):
            return md_text(text, opens_line=opens_line)
        case Number(value=value, claim=claim):
            label = md_text(f"{value:,}", opens_line=opens_line)
            # A number beside records that can be opened is proved by them.
            return md_link(label, links.of_claim(claim)) if claim and is_counted else label
        case Link(evidence=evidence):
            return md_link(_label(evidence, opens_line=opens_line), links.of(evidence))


def _label(evidence: Evidence, *, opens_line: bool) -> Safe:
    text = reference_text(evidence)
    if evidence.kind in _SHOWN_AS_CODE:
        return md_code(text)
    return md_text(text, opens_line=opens_line)
