"""What do the tests build with? Importable helpers; nothing here ships."""

from __future__ import annotations
