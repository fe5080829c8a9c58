"""How does one step end that never would by itself? An alarm stops it as Ctrl-C would.

The alarm of the operating system reaches only the main thread of a process, and there only Python code:
a call into a library is stopped where the library looks for signals. psycopg does so while it waits
for its server, and then cancels the statement; SQLite is made to look by `store/sqlite.py`.
https://docs.python.org/3/library/signal.html#signals-and-threads
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, TypeVar

Done = TypeVar("Done")

STEP_SECONDS: Final = 60.0
"""How long one question may take: a hundred times what the slowest takes on a large repository."""

_AGAIN_SECONDS: Final = 1.0
"""How soon the alarm rings again where somebody caught it and went on."""


class StepTookTooLong(KeyboardInterrupt):
    """The time of a step is over.

    A kind of Ctrl-C, so that `except Exception` inside the step does not hold it up, and libraries
    let go of what they wait for.
    """


def run_at_most(seconds: float, work: Callable[[], Done]) -> Done | None:
    """Return what `work` returns; None where it did not end within so many seconds of the wall clock.

    One piece of work at a time. Outside of the main thread nothing is limited.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    with _alarm(seconds) as has_rung:
        try:
            return work()
        except StepTookTooLong:
            return None
        except Exception:
            if has_rung():  # a library told of the alarm by an error of its own
                return None
            raise


@contextmanager
def _alarm(seconds: float) -> Iterator[Callable[[], bool]]:
    """Ring after so many seconds; hand out what tells whether it rang."""
    is_armed, has_rung = True, False

    def ring(_number: int, _frame: FrameType | None) -> None:
        nonlocal has_rung
        if is_armed:
            has_rung = True
            raise StepTookTooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), _AGAIN_SECONDS)
    try:
        yield lambda: has_rung
    finally:
        is_armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
