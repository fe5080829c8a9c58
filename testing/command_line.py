"""How does a test run the program as a user does? In a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended, and what it said where."""

    code: int
    out: str
    err: str


def teammemory(*words: str | Path, environ: Mapping[str, str] | None = None) -> Ended:
    """Run `teammemory` with these words; the surroundings are the test's, changed by `environ`."""
    done = subprocess.run(
        [sys.executable, "-m", "teammemory_bot", *map(str, words)],
        env={**os.environ, "PYTHONUTF8": "1", **(environ or {})},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    return Ended(done.returncode, done.stdout, done.stderr)
