"""How does a test get a memory? From a real repository, by the product's own way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from teammemory_bot.domain.identity import Sha
from teammemory_bot.ingest import git_history
from teammemory_bot.plumbing.attributes import PathKinds
from teammemory_bot.plumbing.checkout import default_branch, find_checkout, resolve
from teammemory_bot.plumbing.history import mainline_root
from teammemory_bot.plumbing.own_repository import open_own_repository
from teammemory_bot.store.store import RepositoryIdentity, Store
from testing.repo_builder import RepoBuilder


@contextmanager
def remember(repo: RepoBuilder, place: Path | str, *, days: int = 730) -> Iterator[Store]:
    """Bring the memory at a place up to date with the repository's default branch, and open it."""
    checkout = find_checkout(repo.path)
    branch = default_branch(checkout)
    tip = resolve(checkout, branch)
    with open_own_repository(checkout) as own:
        own.use_mailmap_of(tip)
        identity = RepositoryIdentity(
            roots=(mainline_root(own, tip),),
            branch=branch,
            object_format=checkout.object_format,
        )
        with Store.open(place, identity) as store:
            known = store.cursor(git_history.NAME, git_history.HISTORY)
            since = git_history.window_start(own, tip, days=days)
            after = None if known is None else Sha(known)
            kinds = PathKinds(own, tip)
            with store.writing():
                store.settle_kinds(kinds, kinds.mark)
                for batch in git_history.fetch(
                    own, tip, after=after, counted_since=since, kind_of=kinds
                ):
                    store.save(batch)
            yield store
