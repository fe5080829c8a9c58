"""How does a test run the program as a user does? In a process of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from testing.warm_start import Ended, run_module

__all__ = ["Ended", "teammemory"]


def teammemory(*words: str | Path, environ: Mapping[str, str] | None = None) -> Ended:
    """Run `teammemory` with these words; the surroundings are the test's, changed by `environ`."""
    return run_module(
        [sys.executable, "-m", "teammemory_bot", *map(str, words)],
        environ={**os.environ, "PYTHONUTF8": "1", **(environ or {})},
    )
