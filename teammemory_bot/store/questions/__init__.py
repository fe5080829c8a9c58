"""What can the memory be asked? One file a family of questions."""

from __future__ import annotations
