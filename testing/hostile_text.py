"""What would a stranger write to take over a comment? Any number of hostile strings, repeatably."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parents[1] / "tests" / "data" / "hostile"

_MAX_SEED: Final = 4_000
_FRAMES: Final = (
    "{}", "a{}", "{}b", "`{}`", "``{}", "{}`", "**{}**", "_{}_", "~~{}~~", "[{}](x)", "![{}](x)", "[{}",
    "{}](x)", "<b>{}</b>", "<!-- {} -->", "<{}>", "\n{}\n", "\r{}", "\\{}", "| {} |", "> {}", "- {}", "- [ ] {}",
    "1. {}", "# {}", "    {}", "&{};", "@{}", "{}@x", "#{}", "a/b#{}", "GH-{}", ":{}:", "www.{}", "http://{}",
    "$${}$$", "{{{{ {} }}}}", "{{% {} %}}", "::error::{}", "##[add-mask]{}", "/close {}", "\u200b{}", "{}\u202e",
    "{}\ud800", "\x1b[31m{}", "12{}", "abcdef{}", "{}\x00",
)  # fmt: skip
_SPICE: Final = (
    "`*_~<>[]()!#@|\\&:;/$%{}'\"=+-.,?\n\t\r\x00\x1b\x85\u2028\u200b\u202e\ufeff\U000e0041 0aF"
)


def seeds() -> list[str]:
    """Return the strings that were written by hand, of a size that can be multiplied."""
    own = json.loads((DATA / "strings.json").read_text("utf-8"))
    naughty = json.loads((DATA / "blns.json").read_text("utf-8"))
    return [text for text in (*own["strings"], *naughty) if len(text) <= _MAX_SEED]


def huge_strings() -> list[str]:
    """Return the strings that are hostile by their size."""
    own = json.loads((DATA / "strings.json").read_text("utf-8"))
    return [piece * times for piece, times, *_ in own["repeated"]]


def hostile_templates() -> list[str]:
    """Return templates that try to break out of a sandbox, or to exhaust it."""
    templates: list[str] = json.loads((DATA / "templates.json").read_text("utf-8"))
    return templates


def hostile_strings(count: int, *, seed: int) -> Iterator[str]:
    """Yield so many hostile strings: the seeds, then what can be made of them."""
    written = seeds()
    yield from written[:count]
    chance = random.Random(seed)  # noqa: S311  # repeatable on purpose
    for _ in range(count - len(written)):
        yield _made(chance, written)


def _made(chance: random.Random, written: list[str]) -> str:
    first, second = chance.choice(written), chance.choice(written)
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(_FRAMES).replace("{}", first[:400])
    if kind < 0.6:
        return first[:250] + second[:250]
    if kind < 0.8:
        at = chance.randrange(len(first) + 1)
        return first[:at] + chance.choice(_SPICE) + first[at:]
    mixture = first + second + _SPICE
    return "".join(chance.choice(mixture) for _ in range(chance.randrange(1, 80)))
