"""Which real things does a run work with? The composition root."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import platformdirs

from teammemory_bot.domain.web_address import web_address_of
from teammemory_bot.pipeline import Workplace
from teammemory_bot.plumbing.checkout import (
    Checkout,
    default_branch,
    find_checkout,
    find_commit,
    resolve,
)
from teammemory_bot.plumbing.history import root_commits
from teammemory_bot.plumbing.own_repository import open_own_repository
from teammemory_bot.plumbing.remote import find_fetch_url
from teammemory_bot.store.store import RepositoryIdentity, Store

APPLICATION: Final = "teammemory"


@contextmanager
def open_workplace(repo: Path, *, memory: Path | None = None) -> Iterator[Workplace]:
    """Open the repository at a path and its memory, for the length of a block.

    Without a path for the memory it lies in the user's cache folder, keyed by the repository:
    never inside the tree that is looked at.
    """
    checkout = find_checkout(repo)
    branch = default_branch(checkout)
    tip = find_commit(checkout, branch) or resolve(checkout, "HEAD")
    fetch_url = find_fetch_url(checkout)
    web_address = web_address_of(fetch_url) if fetch_url else None
    with open_own_repository(checkout) as own:
        own.use_mailmap_of(tip)
        identity = RepositoryIdentity(
            roots=tuple(root_commits(own, tip)),
            branch=branch,
            object_format=checkout.object_format,
            web_address=web_address or "",
        )
        with Store.open(memory or default_memory_path(checkout), identity) as store:
            yield Workplace(
                checkout=checkout,
                own=own,
                store=store,
                branch_tip=tip,
                repository_url=web_address,
            )


def default_memory_path(checkout: Checkout) -> Path:
    """Return where the memory of a repository on this disk lies unless the user says otherwise."""
    key = hashlib.sha256(str(checkout.common_dir).encode("utf-8", "surrogateescape")).hexdigest()
    folder = platformdirs.user_cache_path(APPLICATION, appauthor=False)
    return folder / f"{checkout.common_dir.parent.name[:40]}-{key[:16]}.sqlite"
