"""What would a stranger write to take over a comment? Any number of hostile strings, repeatably."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

DATA: Final = Path(__file__).parents[1] / "tests" / "data" / "hostile"

_SLOW_PATTERNS: Final = [
    "[ab]*a[ab]{80}c", "(a|b)*a(a|b){100}c", "(.+){30}c", "(?s)a(.*x.*){5}c|a", "(a?){60}a{60}",
]  # fmt: skip
"""Which make RE2 fall back to its slow way."""
_MAX_SEED: Final = 4_000
GREEDY_TEMPLATES: Final = [
    "{% set x = 'a' * 2**31 %}",
    "{% set x = ['a' * 2**28] * 2**10 %}{{ x }}",
    "{% for a in 'x' * 99999 %}{% for b in 'x' * 99999 %}{% endfor %}{% endfor %}",
    "{% for a in 'x' * 10**7 %}{% for b in 'x' * 10**7 %}y{% endfor %}{% endfor %}",
    "{% set x = 9**(9**9) %}",
    "{{ headline" + " ~ headline" * 50_000 + " }}",
    "{% for a in sections %}" * 200 + "{% endfor %}" * 200,
    "x" * 70_000,
]
"""Which want all memory, all time, or more text than anybody reads."""
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
    return templates + GREEDY_TEMPLATES


class HostileConfig(NamedTuple):
    """A configuration file that tries to do harm."""

    name: str
    raw: bytes
    is_read: bool
    """It looks hostile, and means something all the same."""


def hostile_configs() -> list[HostileConfig]:
    """Return the hostile configuration files; those named `ours-` attack our own keys."""
    rows = json.loads((DATA / "configs.json").read_text("utf-8"))
    return [HostileConfig(r["name"], _bytes_of(r["value"]), r.get("is_read", False)) for r in rows]


def _bytes_of(value: Any) -> bytes:  # as JSON gives it
    match value:
        case {"repeat": [piece, count]}:
            return str(piece).encode() * int(count)
        case {"b64": text}:
            return base64.b64decode(text)
        case _:
            return str(value).encode()


def hostile_patterns() -> list[str]:
    """Return regular expressions that are refused, or must run in linear time."""
    rows = json.loads((DATA / "patterns.json").read_text("utf-8"))
    return [row["pattern"] for row in rows] + _SLOW_PATTERNS


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
