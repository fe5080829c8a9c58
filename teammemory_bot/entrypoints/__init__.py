"""How is the program started? The only rooms that read the environment or print."""

from __future__ import annotations
