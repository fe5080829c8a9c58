"""Which pull requests does the team want no review of? Each is passed over with its reason.

The gate judges all of them; whom its rules leave alone, `Exemptions` says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Skips:
    """What is not reviewed. Nothing is skipped by default."""

    drafts: bool = False
    bots: bool = False
    authors: frozenset[str] = frozenset()
    """Logins, lower case."""
    labels: frozenset[str] = frozenset()
    """Names, lower case."""
    title_prefixes: tuple[str, ...] = ()

    def reason(
        self, *, author: str, is_bot: bool, is_draft: bool, title: str, labels: Iterable[str]
    ) -> str:
        """Return why a pull request is not reviewed, in our own words; empty: it is."""
        if self.drafts and is_draft:
            return "drafts are not reviewed, by configuration"
        if self.bots and (is_bot or author.lower().endswith("[bot]")):
            return "pull requests by bots are not reviewed, by configuration"
        if author.lower() in self.authors:
            return "pull requests by this author are not reviewed, by configuration"
        if {label.lower() for label in labels} & self.labels:
            return "pull requests with such a label are not reviewed, by configuration"
        if any(title.startswith(prefix) for prefix in self.title_prefixes):
            return "pull requests with such a title are not reviewed, by configuration"
        return ""
