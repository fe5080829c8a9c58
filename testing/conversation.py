"""What does a memory hold of a conversation? Opening one for tests, and its contents by natural keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from teammemory_bot.domain.conversation import Reach
from teammemory_bot.domain.identity import Sha
from teammemory_bot.ingest.github_source import ingest_github
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.store import RepositoryIdentity, Store
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import GithubApi
from testing.github_server import GithubServer

NOBODY = RepositoryIdentity(roots=(Sha("a" * 40),), branch="main")


@contextmanager
def empty_memory(path: Path) -> Iterator[Store]:
    """Open a memory that knows no git history."""
    with Store.open(path, NOBODY) as store:
        yield store


def api_of(server: GithubServer, **options: Any) -> GithubApi:
    """Return the product's line to a stand-in."""
    return GithubApi(
        server.world.repository,
        token="ghs_canary",  # noqa: S106 - planted, to be looked for
        clock=server.clock,
        base_url=server.url,
        **options,
    )


def read_all(
    server: GithubServer, store: Store, *, points: int = 100_000, recounts: bool = True
) -> Reach:
    """Bring a memory up to date from a stand-in."""
    with store.writing():  # as the product does: else each page costs a copy of the memory
        return ingest_github(
            api_of(server),
            StoredConversation(store),
            clock=server.clock,
            budget=Budget(server.clock, points=points),
            recounts=recounts,
        )


CONTENTS = {
    "pull_requests": """
        SELECT p.number, p.title, p.state, p.updated_at, p.labels, p.n_files, a.login, m.login
          FROM pull_requests AS p LEFT JOIN developers AS a ON a.id = p.author_id
          LEFT JOIN developers AS m ON m.id = p.merged_by_id ORDER BY p.number""",
    "pr_files": "SELECT pull_number, path, added, deleted FROM pr_files ORDER BY 1, 2",
    "pr_commits": "SELECT pull_number, position, sha FROM pr_commits ORDER BY 1, 2",
    "pr_issues": """
        SELECT p.pull_number, i.key, p.closes FROM pr_issues AS p
          JOIN issues AS i ON i.id = p.issue_id ORDER BY 1, 2""",
    "reviews": """
        SELECT r.external_id, r.pull_number, r.state, r.submitted_at, d.login
          FROM reviews AS r LEFT JOIN developers AS d ON d.id = r.reviewer_id ORDER BY 1""",
    "issues": """
        SELECT i.key, i.summary, i.type, i.status, i.updated_at, d.login FROM issues AS i
          LEFT JOIN developers AS d ON d.id = i.reporter_id ORDER BY 1""",
    "issue_comments": """
        SELECT c.external_id, i.key, c.pull_number, c.created_at, d.login
          FROM issue_comments AS c LEFT JOIN issues AS i ON i.id = c.issue_id
          LEFT JOIN developers AS d ON d.id = c.author_id ORDER BY 1""",
    "deployments": "SELECT external_id, sha, environment, state FROM deployments ORDER BY 1",
    "people": "SELECT kind, value FROM identities ORDER BY 1, 2",
}


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that the memory holds of the conversation, by natural keys."""
    return {name: list(store.database.execute(sql)) for name, sql in CONTENTS.items()}
