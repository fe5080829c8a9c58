"""What does the memory say to the questions of the command line? Pure: memory in, reply out."""

from __future__ import annotations
