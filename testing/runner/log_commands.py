"""Which lines of a step's log does the runner carry out instead of printing?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

SHOWN_PER_LEVEL: Final = 10
"""The runner keeps so many annotations of each level in one step, and drops the rest."""

MESSAGE_LIMIT: Final = 4_096

LEVELS: Final = ("error", "warning", "notice")

KNOWN: Final = frozenset(LEVELS) | {
    "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "group", "remove-matcher",
    "save-state", "set-env", "set-output", "stop-commands",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Annotation:
    """One error, warning or notice, with its place."""

    level: str
    message: str
    properties: dict[str, str]


@dataclass(slots=True)
class Log:
    """What became of a step's output."""

    lines: list[str] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    carried_out: list[str] = field(default_factory=list)
    """The names of all commands, in order: none may come from a stranger's text."""
    masks: list[str] = field(default_factory=list)
    """What must not be shown: the token, and what the action asked to hide."""

    def shown(self) -> list[Annotation]:
        """Return the annotations that reach the page."""
        return [
            each
            for level in LEVELS
            for each in [a for a in self.annotations if a.level == level][:SHOWN_PER_LEVEL]
        ]

    def masked(self, text: str) -> str:
        """Return a text as the page shows it, without what was masked."""
        for secret in self.masks:
            text = text.replace(secret, "***")
        return text


def parse_log(text: str, *, secrets: tuple[str, ...] = ()) -> Log:
    """Return what the runner makes of a step's standard output and error."""
    log = Log(masks=[each for each in secrets if each])
    stopped_by = ""
    for line in text.splitlines():
        command = _command(line)
        if stopped_by:
            if line.strip() == f"::{stopped_by}::":
                stopped_by = ""
            log.lines.append(line)
        elif command is None:
            log.lines.append(line)
        else:
            name, properties, message = command
            log.carried_out.append(name)
            if name == "stop-commands":
                stopped_by = message
            elif name == "add-mask":
                log.masks.extend(part for part in message.splitlines() if part)
            elif name in LEVELS:
                log.annotations.append(Annotation(name, message[:MESSAGE_LIMIT], properties))
    log.lines = [log.masked(line) for line in log.lines]
    return log


def _command(line: str) -> tuple[str, dict[str, str], str] | None:
    start = line.lstrip()
    end = start.find("::", 2)
    if not start.startswith("::") or end < 0:
        return None
    name, _, rest = start[2:end].partition(" ")
    if name.lower() not in KNOWN:
        return None
    pairs = (pair.partition("=") for pair in rest.strip().split(",") if pair)
    properties = {key: _unescaped(text, is_property=True) for key, _, text in pairs if key and text}
    return name.lower(), properties, _unescaped(start[end + 2 :], is_property=False)


def _unescaped(text: str, *, is_property: bool) -> str:
    if is_property:
        text = text.replace("%3A", ":").replace("%2C", ",")
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
