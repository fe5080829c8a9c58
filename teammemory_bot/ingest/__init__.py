"""What is new at the sources since we last looked? One file a source; sources yield."""

from __future__ import annotations
