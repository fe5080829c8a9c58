"""Where is it kept? The memory: SQL as documents, saved and asked."""

from __future__ import annotations
