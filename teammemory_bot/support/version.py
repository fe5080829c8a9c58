"""Which version of this program runs?"""

from __future__ import annotations

import functools


@functools.cache
def program_version() -> str:
    """Return the version that is installed; `0+unknown` in a source tree that never was."""
    # Imported here because it costs 30 ms, and few answers name the version.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("teammemory-bot")
    except PackageNotFoundError:
        return "0+unknown"
