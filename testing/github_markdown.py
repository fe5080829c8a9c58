"""What is alive in a comment once GitHub has rendered it?

The Markdown is rendered by cmark-gfm, GitHub's own parser. GitHub then looks for mentions,
references, hashes and emoji in the text outside code and links; so do we, and rather more eagerly.
It is a model of GitHub, not GitHub.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Final

import cmarkgfm
from cmarkgfm.cmark import Options

MARKER: Final = re.compile(r"<!--\s*teammemory", re.IGNORECASE)
OUR_BREAK: Final = "\u200b"

_QUIET_TAGS: Final = frozenset({"a", "code", "pre", "tt"})
_LINKING: Final = frozenset({"href", "src", "srcset", "action", "cite", "poster"})
_ALIVE: Final = {
    "mention": re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9]"),
    "reference": re.compile(r"(?:#|\bgh-)\d", re.IGNORECASE),
    "hash": re.compile(r"(?<![0-9A-Za-z_])[0-9a-f]{7,64}(?![0-9A-Za-z_])", re.IGNORECASE),
    "emoji": re.compile(r":[a-z0-9_+-]+:", re.IGNORECASE),
    "address": re.compile(r"(?:\bhttps?|\bftp|\bmailto|\bxmpp):[\w/]|\bwww\.", re.IGNORECASE),
    "task": re.compile(r"(?m)^\s*\[[ xX]\]\s"),
}
_UNSEEN: Final = {
    "control": re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]"),
    "invisible": re.compile(
        "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c-\u200f\u202a-\u202e\u2060-\u206f"
        "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ue000-\uf8ff\U000e0000-\U0010ffff\ud800-\udfff]"
    ),
}
_RAW: Final = {
    "command": re.compile(r"(?m)^\s*(?:::|/[a-z])|##\["),
    "template": re.compile(r"\{\{|\{%|\{#"),
}


class Rendered(HTMLParser):
    """A rendered comment, taken apart."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.links: Counter[str] = Counter()
        self.comments = 0
        self.markers = len(MARKER.findall(markdown))
        self.text: list[str] = []
        """Text where GitHub looks for something to link."""
        self.quiet: list[str] = []
        """Text inside code and links."""
        self._depth = 0
        sent = markdown.encode("utf-8", "replace").decode("utf-8")
        self.feed(cmarkgfm.github_flavored_markdown_to_html(sent, options=Options.CMARK_OPT_UNSAFE))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count a tag and where it leads."""
        self.tags[tag] += 1
        self.links.update(f"{tag} {value}" for name, value in attrs if name in _LINKING)
        self.tags.update(f"{tag} {name}" for name, _ in attrs)
        self._depth += tag in _QUIET_TAGS

    def handle_endtag(self, tag: str) -> None:
        """Note where quiet text ends."""
        self._depth = max(0, self._depth - (tag in _QUIET_TAGS))

    def handle_data(self, data: str) -> None:
        """Keep text apart by whether GitHub looks into it."""
        (self.quiet if self._depth else self.text).append(data)

    def handle_comment(self, data: str) -> None:
        """Count hidden comments."""
        del data
        self.comments += 1


def alive_in(markdown: str, rendered: Rendered) -> set[str]:
    """Return the kinds of living things in a comment that should hold none."""
    text = "\n".join(rendered.text)
    everything = f"{text}\n{''.join(rendered.quiet)}"
    return (
        {kind for kind, pattern in _ALIVE.items() if pattern.search(text)}
        | {kind for kind, pattern in _UNSEEN.items() if pattern.search(everything)}
        | {kind for kind, pattern in _RAW.items() if pattern.search(markdown)}
    )


def differences(markdown: str, tame: Rendered, *, home: str = "https://github.test/") -> set[str]:
    """Return how a comment with hostile values differs from the same one with tame values.

    Both must have the same tags, hidden comments and markers, nothing alive, and lead to the same
    places, where all pages below `home` count as one.
    """
    rendered = Rendered(markdown)
    found = alive_in(markdown, rendered)
    if rendered.tags != tame.tags:
        found.add("tags")
    if _places(rendered, home) != _places(tame, home):
        found.add("links")
    if rendered.comments != tame.comments:
        found.add("comments")
    if rendered.markers != tame.markers:
        found.add("marker")
    return found


def _places(rendered: Rendered, home: str) -> Counter[str]:
    places: Counter[str] = Counter()
    for link, count in rendered.links.items():
        tag, _, address = link.partition(" ")
        places[f"{tag} {home if address.startswith(home) else address}"] += count
    return places
