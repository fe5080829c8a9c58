"""Is it true? The skeptic derives each claim another way."""

from __future__ import annotations
