"""How often were we right? Replays the repository's own past."""

from __future__ import annotations
