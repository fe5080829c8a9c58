"""Which real things does a run use? The composition root."""

from __future__ import annotations
