"""What is worth telling the reader? Pure: pull request and memory in, report out."""

from __future__ import annotations
