"""Which words do the rooms share? Frozen values and pure rules; no input, no output."""

from __future__ import annotations
