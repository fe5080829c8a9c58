"""What does a hostile input cost? Each is read in a process of its own, under a ceiling for memory.

    python -m testing.capped_child SUBJECT MIB      a JSON list of inputs on standard input

The ceiling is the address space: what the process has at rest, and so many MiB more. A reader that needs
more is stopped there, and has no answer. The figures are the kernel's, of that process alone.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from teammemory_bot.config.reading import read_config
from teammemory_bot.domain.pattern import MAX_TEXT, Pattern, PatternRefused
from teammemory_bot.render.filters import slots_as_json
from teammemory_bot.render.page import page_of
from teammemory_bot.render.user_template import answer_to, limit_myself
from teammemory_bot.support.errors import TeamMemoryError
from testing.pace import least_seconds, slowness
from testing.sample_view import LINKS, view

_MAX_CPU_SECONDS: Final = 20
_UNRULY: Final = "".join(random.Random(1).choices("ab", k=MAX_TEXT))  # noqa: S311  # repeatable on purpose
"""Makes an automaton meet ever new states, until RE2 falls back to its slow way."""
_PIECES: Final = ("A", "a", " ", "x", "ab", "aab ", "a\n", "😀", _UNRULY)
"""What the texts that patterns look at are repeated from."""
Reader = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What reading one input took, beyond a process that reads nothing."""

    said: str | None
    """Why it was refused in the product's words; empty: it was not; None: the process was stopped."""
    seconds: float
    """Of the processor, as a quiet machine would take them."""
    mib: float
    """Growth of the peak of resident memory."""


def costs_of(subject: str, inputs: Iterable[str], *, mib: int) -> list[Cost]:
    """Return the cost of each input: `config` (bytes as Latin-1), `pattern` or `template`."""
    done = subprocess.run(  # this very module
        [sys.executable, "-X", "utf8", "-m", "testing.capped_child", subject, str(mib)],
        input=json.dumps(list(inputs)),
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        check=True,
    )
    return [Cost(**row) for row in json.loads(done.stdout)]


def main() -> None:
    """Read the inputs one after the other, and print what each cost."""
    subject, mib = sys.argv[1], int(sys.argv[2])
    reader = _READERS[subject]()
    inputs: list[str] = json.load(sys.stdin)
    pace = slowness()
    _, _, rest = _in_child(lambda _: "", "", mib)
    rows = []
    for text in inputs:
        said, seconds, peak = _in_child(reader, text, mib)
        rows.append({"said": said, "seconds": seconds / pace, "mib": peak - rest})
    json.dump(rows, sys.stdout)


def _in_child(reader: Reader, text: str, mib: int) -> tuple[str | None, float, float]:
    """Return the answer, the seconds and the peak of resident memory in MiB."""
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inward)
        _answer(outward, reader, text, mib)
    os.close(outward)
    with os.fdopen(inward, encoding="utf-8") as answer:
        raw = answer.read()
    _, _, used = os.wait4(child, 0)
    told = json.loads(raw) if raw else {"said": None, "seconds": None}
    seconds = told["seconds"]
    return (
        told["said"],
        used.ru_utime + used.ru_stime if seconds is None else seconds,
        used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10),
    )


def _answer(outward: int, reader: Reader, text: str, mib: int) -> NoReturn:
    space = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    for limit, most in (
        (resource.RLIMIT_AS, space + (mib << 20)),
        (resource.RLIMIT_CPU, _MAX_CPU_SECONDS),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        said = reader(text)
        if said.startswith("seconds "):
            told = {"said": "", "seconds": float(said.removeprefix("seconds "))}
        else:
            told = {"said": said, "seconds": None}
        os.write(outward, json.dumps(told).encode())
    finally:
        os._exit(0)


def _config_reader() -> Reader:
    def read(text: str) -> str:
        try:
            read_config(text.encode("latin-1"))
        except TeamMemoryError as refused:
            return str(refused)
        return ""

    read("version: 1\n")  # what is made once is no input's cost
    return read


def _pattern_reader() -> Reader:
    def slowest(pattern: Pattern) -> float:
        texts = [(piece * (MAX_TEXT // len(piece) + 1))[:MAX_TEXT] for piece in _PIECES]
        return max(least_seconds(lambda text=text: list(pattern.find(text))) for text in texts)

    def read(text: str) -> str:
        try:
            pattern = Pattern(text)
        except PatternRefused as refused:
            return str(refused)
        return f"seconds {slowest(pattern)}"

    read("PROJ-[0-9]+")
    return read


def _template_reader() -> Reader:
    slots = slots_as_json(page_of(view(), LINKS).slots())

    def read(text: str) -> str:
        limit_myself()
        return answer_to(text, slots).get("error", "")

    return read


_READERS: Final = {
    "config": _config_reader,
    "pattern": _pattern_reader,
    "template": _template_reader,
}


if __name__ == "__main__":
    main()
