"""What did the users decide? The environment and the repository's file, typed."""

from __future__ import annotations
