"""How does one step end that never would by itself? An alarm stops it as Ctrl-C would.

The alarm of the operating system reaches only the main thread of a process, and there only Python code:
a call into a library is stopped where the library looks for signals. psycopg does so while it waits
for its server, and then cancels the statement; SQLite is made to look by `store/sqlite.py`.
https://docs.python.org/3/library/signal.html#signals-and-threads
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final, TypeVar

Done = TypeVar("Done")

STEP_SECONDS: Final = 60.0
"""How long one question may take: a hundred times what the slowest takes on a large repository."""

_AGAIN_SECONDS: Final = 1.0
"""How soon the alarm rings again where somebody caught it and went on."""
_SHORTEST: Final = 0.001
"""Seconds: zero would mean no alarm at all."""


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
    alarm = _Alarm()
    before = signal.signal(signal.SIGALRM, alarm.ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(seconds, _SHORTEST), _AGAIN_SECONDS)
        return _worked(work, alarm)
    except StepTookTooLong:
        return None
    finally:
        alarm.is_armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _worked(work: Callable[[], Done], alarm: _Alarm) -> Done | None:
    """Let the alarm stop the work, and nothing but the work."""
    try:
        alarm.is_armed = True
        if alarm.has_rung:
            return None
        return work()
    except Exception:
        if alarm.has_rung:  # a library told of the alarm by an error of its own
            return None
        raise
    finally:
        alarm.is_armed = False


class _Alarm:
    """Stops what it is armed for. It may ring at any instruction: also before and after the work."""

    def __init__(self) -> None:
        self.is_armed = False
        self.has_rung = False

    def ring(self, _number: int, _frame: FrameType | None) -> None:
        self.has_rung = True
        if self.is_armed:
            raise StepTookTooLong
