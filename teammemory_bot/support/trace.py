"""What did a run do, for how long, and how did it end? One line of JSON for each step.

Durations are for people who look for what is slow; no answer depends on them, but for one rule: when the
time of a whole run is used up, questions that were not asked yet are answered by saying so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final

from teammemory_bot.support.clock import Clock

TOTAL_SECONDS: Final = 240.0
"""After so long no further question is begun: a run is to end within 300 seconds, with what it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that has ended."""

    step: str
    inputs: str
    """SHA-256 of what the step was given, hexadecimal; the texts themselves may be a stranger's."""
    outcome: str
    """`done`, or the kind of error that ended it."""
    milliseconds: int
    points: int
    """What the step cost at GitHub's API."""


class Trace:
    """The steps of one run, in the order in which they ended."""

    def __init__(self, clock: Clock, *, total_seconds: float = TOTAL_SECONDS) -> None:
        self._clock: Final = clock
        self._begun: Final = clock.monotonic()
        self._total_seconds: Final = total_seconds
        self.spent: Callable[[], int] = lambda: 0
        """Tells how many points the run has spent; set by whoever opens the line."""
        self.steps: list[Step] = []

    @property
    def is_over(self) -> bool:
        """Whether the time of the whole run is used up."""
        return self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        """How much of the time of the whole run is left; zero or less where it is used up."""
        return self._begun + self._total_seconds - self._clock.monotonic()

    @contextmanager
    def step(self, name: str, *inputs: object) -> Iterator[None]:
        """Note how a block ends. Steps may lie inside each other; the inner one ends first."""
        begun, spent, outcome = self._clock.monotonic(), self.spent(), "done"
        try:
            yield
        except BaseException as error:
            outcome = type(error).__name__  # never the message: it may quote a stranger
            raise
        finally:
            given = "\0".join(map(str, inputs)).encode("utf-8", "surrogatepass")
            self.steps.append(
                Step(
                    step=name,
                    inputs=hashlib.sha256(given).hexdigest(),
                    outcome=outcome,
                    milliseconds=round((self._clock.monotonic() - begun) * 1_000),
                    points=self.spent() - spent,
                )
            )

    def lines(self) -> str:
        """Return the steps as JSON lines."""
        return "".join(json.dumps(asdict(step)) + "\n" for step in self.steps)

    def table(self) -> str:
        """Return the steps as a folded Markdown table; every word in it is our own."""
        rows = [
            f"| {step.step} | {step.outcome} | {step.milliseconds:,} | {step.points:,} |"
            for step in self.steps
        ]
        head = ["", "<details><summary>What this run did</summary>", ""]
        head += ["| step | outcome | ms | API points |", "|---|---|---:|---:|"]
        return "\n".join([*head, *rows, "", "</details>", ""])
