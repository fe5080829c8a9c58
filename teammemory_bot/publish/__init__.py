"""Where is it shown? One file a sink."""

from __future__ import annotations
