"""What does the file say? YAML read into a tree with places, within limits that no file escapes.

Only what a configuration needs: mappings, lists, text, whole numbers, true, false and null. No tags, no
anchors, no aliases, no second document, no duplicate key. Words such as `no`, `on` and `off` are text, as
in YAML 1.2, and so are dates and times. Limits hold before and while parsing: nothing is built first and
measured afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

import yaml

from teammemory_bot.config.errors import ConfigurationRefused, Problem

MAX_BYTES: Final = 65_536
MAX_DEPTH: Final = 20
MAX_NODES: Final = 5_000
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_LONG_NUMBER: Final = re.compile(r"[-+]?[0-9]{16,}")
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069]")
# PyYAML reads a line's brackets ahead in quadratic time before it says that there is one.
_DEEP: Final = re.compile(r"(?:[\[{][^\[\]{}\n]{0,20}){%d}[\[{]" % MAX_DEPTH)  # noqa: UP031  # braces abound
_BARE: Final = {"": None, "~": None, "null": None, "true": True, "false": False}

Value = str | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value and its place in the file; `value` is a scalar, a list of nodes, or a mapping."""

    line: int
    column: int
    value: Value | list[Node] | dict[str, Node]
    key_places: dict[str, tuple[int, int]]
    """Where each key of a mapping stands; empty for others."""

    def plain(self) -> object:
        """Return the value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def parse_yaml(raw: bytes, *, name: str) -> Node | None:
    """Return the one document of the file; None when it is empty. `name` is for the messages."""
    return _Reader(name).read(raw)


class _Reader:
    """Turns the parser's events into nodes, counting as it goes."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes = 0
        self._events: Iterator[yaml.Event] = iter(())

    def read(self, raw: bytes) -> Node | None:
        if len(raw) > MAX_BYTES:
            self._refuse(1, 1, f"the file has {len(raw):,} bytes; at most {MAX_BYTES:,} are read")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self._refuse(line, 1, "the file is not encoded in UTF-8")
        if deep := _DEEP.search(text):
            line = text.count("\n", 0, deep.start()) + 1
            column = deep.end() - (text.rfind("\n", 0, deep.end()) + 1)
            self._refuse(line, column, f"values are nested deeper than {MAX_DEPTH} levels")
        try:
            self._events = yaml.parse(text, Loader=yaml.SafeLoader)
            return self._document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self._refuse(line, column, f"this is no YAML: {(error.problem or 'malformed')[:80]}")
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            self._refuse(line, 1, "the file holds a character that YAML does not allow")

    def _document(self) -> Node | None:
        node: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse_at(event, "a second document starts here; one is read")
            elif isinstance(event, yaml.NodeEvent):
                node = self._node(event, depth=1)
        return None if node is None or node.value is None else node

    def _node(self, event: yaml.NodeEvent, *, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse_at(event, f"the file holds more than {MAX_NODES:,} values")
        if depth > MAX_DEPTH:
            self._refuse_at(event, f"values are nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._refuse_at(event, "anchors and aliases are not read; write the value out")
        if getattr(event, "tag", None) is not None:
            self._refuse_at(event, "tags such as `!!python/name` are not read")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(event, depth)
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101  # the only kind left
        return _at(event, self._scalar(event))

    def _mapping(self, start: yaml.NodeEvent, depth: int) -> Node:
        value: dict[str, Node] = {}
        places: dict[str, tuple[int, int]] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent) or event.tag or event.anchor:
                self._refuse_at(event, "a key must be plain text")
            key = event.value
            if key in value:
                first = places[key][0]
                self._refuse_at(event, f"the key {shown(key)} stands twice, first in line {first}")
            places[key] = _place(event)
            following = next(self._events)
            assert isinstance(following, yaml.NodeEvent)  # noqa: S101  # YAML's grammar
            value[key] = self._node(following, depth=depth + 1)
        return _at(start, value, places)

    def _list(self, start: yaml.NodeEvent, depth: int) -> Node:
        value: list[Node] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            assert isinstance(event, yaml.NodeEvent)  # noqa: S101  # YAML's grammar
            value.append(self._node(event, depth=depth + 1))
        return _at(start, value)

    def _scalar(self, event: yaml.ScalarEvent) -> Value:
        text: str = event.value
        if _UNSEEN.search(text):
            self._refuse_at(event, "the value holds an invisible or control character")
        if event.style is not None:
            return text
        if text in _BARE:
            return _BARE[text]
        if _LONG_NUMBER.fullmatch(text):
            self._refuse_at(event, "the number is too large")
        return int(text) if _NUMBER.fullmatch(text) else text

    def _refuse_at(self, event: yaml.Event, says: str) -> NoReturn:
        self._refuse(*_place(event), says)

    def _refuse(self, line: int, column: int, says: str) -> NoReturn:
        raise ConfigurationRefused(self._name, [Problem(line=line, column=column, says=says)])


def shown(key: str) -> str:
    """Return a key as a message may show it: short, printable, in back-quotes."""
    clean = "".join(character if character.isprintable() else "?" for character in key[:40])
    return f"`{clean}…`" if len(key) > 40 else f"`{clean}`"


def _at(
    event: yaml.NodeEvent,
    value: Value | list[Node] | dict[str, Node],
    places: dict[str, tuple[int, int]] | None = None,
) -> Node:
    line, column = _place(event)
    return Node(line=line, column=column, value=value, key_places=places or {})


def _place(event: yaml.Event) -> tuple[int, int]:
    """Return line and column of an event, both counted from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
