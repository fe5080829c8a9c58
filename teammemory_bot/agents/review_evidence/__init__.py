"""What may be said of a possible reviewer, and what proves it? Parts of the routing agent."""

from __future__ import annotations
