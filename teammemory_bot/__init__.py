"""TeamMemory: the answers that lie scattered over git, pull requests, reviews and issues."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("teammemory-bot")
except PackageNotFoundError:  # running from a source tree that was never installed
    __version__ = "0+unknown"
