"""Where does the memory leak? All rules over the whole memory, by month and component."""

from __future__ import annotations
