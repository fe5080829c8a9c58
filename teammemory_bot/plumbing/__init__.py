"""How are a repository's objects read safely? Git as a thin process layer."""

from __future__ import annotations
