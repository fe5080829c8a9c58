"""How is the runner told something on a line of the log, so that nothing else can tell it more?

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

MAX_MESSAGE = 4_000
"""Characters; the runner cuts messages at 4,096."""


def workflow_command(name: str, message: str, **properties: str | int) -> str:
    """Return one line that the runner obeys: `::name key=value,...::message`."""
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name}{' ' if said else ''}{said}::{_data(_printable(message)[:MAX_MESSAGE])}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text).replace("\n", " ")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(_printable(text)).replace(":", "%3A").replace(",", "%2C")
