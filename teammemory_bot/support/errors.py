"""What went wrong, in one sentence that also says what to do?"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The documented exit codes of the command line and of the action (docs/exit-codes.md)."""

    FINE = 0
    RULE_FAILED = 1
    WRONG_USE = 2
    OUR_FAULT = 3


class TeamMemoryError(Exception):
    """A failure that is explained to the user in one sentence; never a traceback.

    `exit_code` is what the process ends with when nobody catches the error.
    """

    exit_code: ExitCode = ExitCode.WRONG_USE
