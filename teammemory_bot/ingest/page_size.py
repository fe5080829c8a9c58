"""How many entries do we ask for at once? Fewer after a failure, more again when it goes well."""

from __future__ import annotations

from typing import Final

GOOD_PAGES_BEFORE_GROWTH: Final = 8


class PageSize:
    """A page size that halves when the service cannot cope, and doubles when it can again."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._good_pages = 0
        self.current = largest

    def failed(self) -> bool:
        """Note a failure; tell whether a smaller page is worth a try."""
        self._good_pages = 0
        if self.current == 1:
            return False
        self.current //= 2
        return True

    def worked(self) -> None:
        """Note a good page."""
        self._good_pages += 1
        if self._good_pages >= GOOD_PAGES_BEFORE_GROWTH and self.current < self._largest:
            self.current = min(self.current * 2, self._largest)
            self._good_pages = 0
