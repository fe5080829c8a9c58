"""Who does GitHub say wrote the commits of an e-mail address that nobody has proved yet?

Pull requests bring these proofs for nothing. For addresses that never came by one, we ask for a single
commit each, a hundred in one query, which costs one point.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from teammemory_bot.domain.conversation import ConversationStore
from teammemory_bot.domain.records import Batch, Cursor
from teammemory_bot.ingest.github_query import commits_query
from teammemory_bot.ingest.github_shape import SignedCommit
from teammemory_bot.ingest.shape import read_shape
from teammemory_bot.ingest.signatures import login_proofs
from teammemory_bot.ingest.sweep import LIVE
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import GithubApi

SOURCE: Final = "github-people"
PER_QUERY: Final = 100


def fetch_proofs(
    api: GithubApi, budget: Budget, store: ConversationStore, *, most: int
) -> Iterator[Batch]:
    """Yield what GitHub proves of authors without a login: one commit each, and each only once."""
    owner, _, name = api.name_with_owner.partition("/")
    asked = int(store.cursors(SOURCE).get(LIVE, "0"))
    commits = store.commits_of_unknown_logins(after=asked, limit=most)
    for start in range(0, len(commits), PER_QUERY):
        part = commits[start : start + PER_QUERY]
        budget.take(1)
        variables: dict[str, Any] = {f"sha{index}": sha for index, (_, sha) in enumerate(part)}
        data = api.query(commits_query(len(part)), {"owner": owner, "name": name, **variables})
        found = [
            read_shape(SignedCommit, node, service="GitHub", call="commits")
            for _, node in sorted((data.get("repository") or {}).items())
            if isinstance(node, dict) and node.get("__typename") == "Commit"
        ]
        signatures = [commit.author for commit in found if commit.author is not None]
        cursor = Cursor(source=SOURCE, name=LIVE, position=str(part[-1][0]))
        yield Batch(source=SOURCE, cursors=(cursor,), records=tuple(login_proofs(signatures)))
