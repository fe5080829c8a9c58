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

    def comments_under(self, number: int) -> frozenset[str]:
        """Return the `external_id` of each comment remembered under an issue or pull request of GitHub."""
        rows = self._store.database.ask(
            "conversation.comments_under", number=number, key=f"#{number}"
        )
        return frozenset(str(name) for (name,) in rows)

    def comments_created(self, *, after: int, before: int) -> frozenset[str]:
        """Return the same of comments on pull requests that were made between two moments."""
        rows = self._store.database.ask("conversation.comments_created", after=after, before=before)
        return frozenset(str(name) for (name,) in rows)

    def issues_created(self, *, after: int, before: int) -> frozenset[IssueKey]:
        """Return the issues that GitHub told of and that were opened between two moments."""
        rows = self._store.database.ask("conversation.issues_created", after=after, before=before)
        return frozenset(IssueKey(key) for (key,) in rows)

    def commits_of_unknown_logins(self, *, after: int, limit: int) -> Sequence[tuple[int, Sha]]:
        """Return the newest commit of each e-mail address that no login is known for."""
        rows = self._store.database.ask(
            "conversation.commits_of_unknown_logins", after=after, most=limit
        )
        return [(int(number), Sha(sha)) for number, sha in rows]
