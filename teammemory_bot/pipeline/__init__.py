"""What happens, in which order? The story of one question about a change: `story.py`."""

from __future__ import annotations
