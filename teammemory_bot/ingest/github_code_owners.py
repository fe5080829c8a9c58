"""Which CODEOWNERS file holds at the base, when git is not at hand to say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.ingest.github_query import code_owner_places, query_text
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import UnusableAnswer
from teammemory_bot.transport.github_api import GithubApi

MAX_BYTES: Final = 3 * 1024 * 1024
"""GitHub itself ignores a larger file."""


@dataclass(frozen=True, slots=True)
class CodeOwnersFile:
    """Where the file lies, and what it says."""

    path: RepoPath
    text: str


def fetch_code_owners(api: GithubApi, budget: Budget, base: Sha) -> CodeOwnersFile | None:
    """Return the file that GitHub would use at the base; None when there is none. One point."""
    budget.take(1)
    owner, _, name = api.name_with_owner.partition("/")
    places = dict(code_owner_places(base))
    data = api.query(query_text("code_owners"), {"owner": owner, "name": name, **places})
    repository = data.get("repository") or {}
    for place, expression in places.items():
        blob = repository.get(place)
        if not isinstance(blob, dict) or blob.get("__typename") != "Blob":
            continue
        text = blob.get("text")
        if blob.get("isTruncated") or not isinstance(text, str):
            raise UnusableAnswer("GitHub", "CODEOWNERS", why="not a whole text")
        if len(text.encode()) <= MAX_BYTES:
            return CodeOwnersFile(RepoPath(expression.partition(":")[2]), text)
    return None
