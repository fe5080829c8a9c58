"""What is the memory to the sources of conversation: how far they came, and where to put more?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from teammemory_bot.domain.identity import IssueKey, Sha
from teammemory_bot.domain.records import Batch
from teammemory_bot.store.store import Store


class StoredConversation:
    """The memory as `domain/conversation.py` describes it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def cursors(self, source: str) -> Mapping[str, str]:
        """Return how far a source has been read, by direction."""
        rows = self._store.database.ask("conversation.cursors", source=source)
        return {str(name): str(position) for name, position in rows}

    def save(self, batch: Batch) -> None:
        """Write a batch and its cursors: all of it, or nothing."""
        self._store.save(batch)

    def named_jira_keys(self) -> frozenset[IssueKey]:
        """Return the Jira keys that commits and pull requests name."""
        rows = self._store.database.ask("conversation.named_jira_keys")
        return frozenset(IssueKey(key) for (key,) in rows)

    def commits_of_unknown_logins(self, *, after: int, limit: int) -> Sequence[tuple[int, Sha]]:
        """Return the newest commit of each e-mail address that no login is known for."""
        rows = self._store.database.ask(
            "conversation.commits_of_unknown_logins", after=after, most=limit
        )
        return [(int(number), Sha(sha)) for number, sha in rows]
