"""Has this answer changed since we asked last? Entity tags, so that asking again is free.

GitHub does not count a 304 against the allowance. Kept for the life of one process, bounded.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A good answer, and the tag under which the service knows it."""

    etag: str
    body: bytes
    link: str


class Validators:
    """The answers of this process that can be asked for conditionally, least recently used first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()
        self._max_bytes = max_bytes
        self._bytes = 0

    def find(self, url: str) -> KeptAnswer | None:
        """Return what the address answered last, if it may be asked for conditionally."""
        kept = self._kept.get(url)
        if kept is not None:
            self._kept.move_to_end(url)
        return kept

    def keep(self, url: str, answer: KeptAnswer) -> None:
        """Remember an answer; forget the least recently used ones when there are too many bytes."""
        self.drop(url)
        if len(answer.body) > self._max_bytes:
            return
        self._kept[url] = answer
        self._bytes += len(answer.body)
        while self._bytes > self._max_bytes:
            self.drop(next(iter(self._kept)))

    def drop(self, url: str) -> None:
        """Forget one answer."""
        old = self._kept.pop(url, None)
        if old is not None:
            self._bytes -= len(old.body)
