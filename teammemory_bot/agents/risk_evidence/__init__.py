"""What does the risk agent say, kind by kind? One module for each kind of statement."""

from __future__ import annotations
