"""What can be wrong with a memory, in sentences that say what to do?"""

from __future__ import annotations

from typing import Final

from teammemory_bot.support.errors import ExitCode, TeamMemoryError


class MemoryIsNewer(TeamMemoryError):
    """The file was written by a newer version; it stays untouched."""

    def __init__(self, path: str, found: int, known: int) -> None:
        super().__init__(
            f"the memory {path} has layout {found}, this version knows {known}; upgrade "
            "teammemory-bot, or name another file with --memory"
        )


class MemoryIsBusy(TeamMemoryError):
    """Another process writes to the memory."""

    def __init__(self, path: str) -> None:
        super().__init__(f"another process is writing the memory {path}; try again when it is done")


class MemoryIsUnusable(TeamMemoryError):
    """The file system refuses what a memory needs."""

    exit_code = ExitCode.WRONG_USE

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"the memory {path} cannot be used: {why}; name another with --memory")


class DriverIsMissing(TeamMemoryError):
    """The program was installed without what PostgreSQL needs."""

    def __init__(self) -> None:
        super().__init__(
            "a memory in PostgreSQL needs psycopg; install it with "
            "`pip install 'teammemory-bot[postgres]'`"
        )


MEMORY_ERRORS: Final = (MemoryIsNewer, MemoryIsBusy, MemoryIsUnusable, DriverIsMissing)
"""All that can be wrong with the memory rather than with what it is about."""
