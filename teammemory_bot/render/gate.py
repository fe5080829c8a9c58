"""May this text go out? A last look that knows nothing of how the text was made.

Three things are looked at: the finished Markdown, the numbers of each sentence, and the *skeleton*:
the same view rendered with every value of a stranger taken out, so that only words of our own are
left to be judged (a title may well say "Traceback"; we may not).

A text that is refused gives way to a minimal one, and that to none: the gate fails closed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from teammemory_bot.domain.finding import (
    Code,
    Evidence,
    EvidenceKind,
    Link,
    Number,
    Part,
    Phrase,
    Quoted,
)
from teammemory_bot.domain.marker import Marker
from teammemory_bot.domain.unproved import unproved_numbers
from teammemory_bot.render.comment import COMMENT_BUDGET, Place, render_comment, render_minimal
from teammemory_bot.render.details import Block
from teammemory_bot.render.filters import BREAK, one_line
from teammemory_bot.render.links import Links
from teammemory_bot.render.view import Answer, Problem, Row, Section, View
from teammemory_bot.support.errors import ExitCode, TeamMemoryError

Render = Callable[[View, Links], str]

MAX_LINE: Final = 16_000
"""Characters of one line: a table row of many sentences is shorter."""

_TAGS: Final = frozenset(
    ("details", "/details", "summary", "/summary", "sub", "/sub", "code", "/code")
)
_TAG: Final = re.compile(r"<([^>\n]{0,200})>?")
_TARGET: Final = re.compile(r"\]\(([^)\n]*)\)")
_CODE: Final = re.compile(r"`[^`\n]*`")
_BARE_ADDRESS: Final = re.compile(
    r"(?<!\]\()(?:https?|ftp|mailto|xmpp):[/\w]|\bwww\.", re.IGNORECASE
)
_MENTION: Final = re.compile(rf"@|&#(?:64|35|x40|x23);(?!{BREAK})|&commat;|(?<![\w&])#(?=\w)")
_UNSEEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200c-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_TOKENS: Final = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\$\{")
_ERRORS: Final = re.compile(
    r"Traceback|\bNone\b|\bNaN\b|\[object |<built-in|\bat 0x[0-9a-f]|\b[A-Z]\w+(?:Error|Exception)\b"
    r"|(?i:\bundefined\b|\bnull\b|\btodo\b|\bfixme\b|lorem ipsum)"
)
_BLAME: Final = re.compile(
    r"(?<!git )\bblam(?:e|es|ed|ing)\b|\bfault\b|\bcareless|\bsloppy\b|\blazy\b|\bguilty\b|\bculprit"
    r"|\bincompeten|\bstupid|\bdumb\b|\bworst\b|\bnegligen|\bshould have known\b|\bmessed up\b"
    r"|\b(?:bad|poor|risky|dangerous|unreliable|weak) (?:author|developer|programmer|engineer|person|people)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text may not go out: a stable rule and what was seen, in one clean line."""

    rule: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """What may go out: the text, or none at all, and everything that was refused on the way."""

    body: str | None
    is_minimal: bool = False
    refusals: tuple[Refusal, ...] = ()


class TextRefused(TeamMemoryError):
    """Neither the comment nor its minimal form may go out."""

    exit_code = ExitCode.OUR_FAULT

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        rules = ", ".join(sorted({refusal.rule for refusal in refusals}))
        super().__init__(
            f"the finished text was refused by its last check ({rules}); "
            "this is our own fault, please report it"
        )


def guarded_comment(
    view: View,
    links: Links,
    answers: Sequence[Answer] = (),
    *,
    as_of: int = 0,
    place: Place | None = None,
) -> Guarded:
    """Return the comment if nothing speaks against it, else the minimal one, else none.

    `place` puts the words in their places by the team's own template; where that fails or its text
    is refused, ours is used.
    """
    seen: list[Refusal] = list(_numbers(answers, as_of))
    ways: list[Render] = [] if seen else [render_comment]
    if place is not None and not seen:
        ways.insert(0, partial(render_comment, place=place))
    for render in (*ways, render_minimal):
        try:
            body = render(view, links)
            found = refusals(body, view, links, render=render)
        except TeamMemoryError as error:
            found = (Refusal("template-failed", one_line(str(error))),)
        if not found:
            is_minimal = render is render_minimal
            return Guarded(body=body, is_minimal=is_minimal, refusals=tuple(seen))
        seen += found
    return Guarded(body=None, is_minimal=True, refusals=tuple(seen))


def refusals(
    body: str,
    view: View,
    links: Links,
    *,
    render: Render = render_comment,
) -> tuple[Refusal, ...]:
    """Return everything that speaks against a finished text."""
    # As a reader sees it: what the doors have escaped is what was said.
    skeleton = html.unescape(render(_skeleton(view), Links())).replace(BREAK, "")
    return (
        *_size(body),
        *_markers(body, view.marker),
        *_empty_parts(view),
        *_found(
            "unknown-tag",
            (tag[1] for tag in _TAG.finditer(_below_marker(body)) if tag[1] not in _TAGS),
        ),
        *_unbalanced(body),
        *_found("foreign-link", _foreign(body, links.hosts())),
        *_found("bare-address", _matches(_BARE_ADDRESS, _CODE.sub("", body))),
        *_found("live-mention", _matches(_MENTION, _TARGET.sub("]", body))),
        *_found("unseen-character", map(ascii, _matches(_UNSEEN, body))),
        *_found("template-token", _matches(_TOKENS, skeleton)),
        *_found("error-shaped", _matches(_ERRORS, skeleton)),
        *_found("blaming-phrase", _matches(_BLAME, skeleton)),
    )


def _size(body: str) -> Iterator[Refusal]:
    if not body.strip():
        yield Refusal("empty-text", "nothing")
    if len(body.encode("utf-8", "replace")) > COMMENT_BUDGET:
        yield Refusal("over-long-text", f"{len(body.encode('utf-8', 'replace'))} bytes")
    if max(map(len, body.split("\n"))) > MAX_LINE:
        yield Refusal("over-long-line", f"{max(map(len, body.split(chr(10))))} characters")


def _markers(body: str, marker: Marker | None) -> Iterator[Refusal]:
    if Marker.parse(body) != marker:
        yield Refusal("wrong-marker", body.partition("\n")[0][:80])
    if body.count("<!--") != (marker is not None):
        yield Refusal("second-marker", f"{body.count('<!--')} hidden comments")


def _below_marker(body: str) -> str:
    return body.partition("\n")[2] if Marker.parse(body) else body


def _empty_parts(view: View) -> Iterator[Refusal]:
    for section in view.sections:
        if not (section.remark or section.rows or section.lines):
            yield Refusal("empty-section", "a title and nothing below it")
    for block in view.blocks:
        if not block.lines:
            yield Refusal("empty-section", "a folded title and nothing below it")


def _unbalanced(body: str) -> Iterator[Refusal]:
    for name in ("details", "summary", "sub", "code"):
        if body.count(f"<{name}>") != body.count(f"</{name}>"):
            yield Refusal("unbalanced-tag", name)


def _foreign(body: str, hosts: frozenset[str]) -> Iterator[str]:
    for target in _TARGET.finditer(body):
        parts = urlsplit(target[1])
        if parts.scheme not in {"http", "https"} or parts.netloc not in hosts:
            yield target[1]


def _numbers(answers: Sequence[Answer], as_of: int) -> Iterator[Refusal]:
    for answer in answers:
        for finding in answer.report.findings:
            yield from _found("unproved-number", unproved_numbers(finding, as_of=as_of))


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match[0] for match in pattern.finditer(text))


def _found(rule: str, seen: Iterator[str]) -> Iterator[Refusal]:
    """Yield one refusal of a rule, with the first thing seen: a list of them says no more."""
    for what in seen:
        yield Refusal(rule, ascii(what)[1:-1][:80])
        return


def _skeleton(view: View) -> View:
    return replace(
        view,
        headline=_bare(view.headline),
        problems=tuple(
            Problem(says=_bare(p.says), asks=_bare(p.asks), rule="rule") for p in view.problems
        ),
        sections=tuple(_bare_section(section) for section in view.sections),
        blocks=tuple(
            Block(title=_bare(block.title), lines=tuple(map(_bare, block.lines)))
            for block in view.blocks
        ),
        footer=_bare(view.footer),
    )


def _bare_section(section: Section) -> Section:
    return Section(
        title=_bare(section.title),
        remark=_bare(section.remark),
        rows=tuple(
            Row(who=_bare(row.who), why=_bare(row.why), now=_bare(row.now)) for row in section.rows
        ),
        lines=tuple(map(_bare, section.lines)),
    )


_NAMELESS: Final = Evidence(kind=EvidenceKind.MEMORY, reference="record")


def _bare(phrase: Phrase) -> Phrase:
    return tuple(_without_value(part) for part in phrase)


def _without_value(part: Part) -> Part:
    match part:
        case Quoted():
            return Quoted("text")
        case Code():
            return Code("code")
        case Link():
            return Link(_NAMELESS)
        case Number():
            return Number(0)
        case _:
            return part
