"""Which links between the records are missing? One file a rule."""

from __future__ import annotations
