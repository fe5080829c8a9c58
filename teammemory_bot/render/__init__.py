"""How is it said? View, templates, escaping and the output gate."""

from __future__ import annotations
