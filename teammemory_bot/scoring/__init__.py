"""How are scores made? Pure formulas, used by agents and by the back-tests alike."""

from __future__ import annotations
