"""Which real things does a run work with? The composition root."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

from teammemory_bot.config.choices import Choices, Said, choose
from teammemory_bot.config.reading import DEFAULT_PATH, read_config
from teammemory_bot.config.yaml_tree import MAX_BYTES
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.web_address import web_address_of
from teammemory_bot.ingest.tree_sizes import blobs_at, count_lines
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.attributes import PathKinds
from teammemory_bot.plumbing.blob import blob_at
from teammemory_bot.plumbing.checkout import (
    Checkout,
    default_branch,
    find_checkout,
    find_commit,
    resolve,
)
from teammemory_bot.plumbing.history import has_commit, is_ancestor, mainline_root
from teammemory_bot.plumbing.own_repository import OwnRepository, open_own_repository
from teammemory_bot.plumbing.remote import find_fetch_url
from teammemory_bot.store.forgetting import NoTombstoneKey, forget_marked
from teammemory_bot.store.identity_rules import identity_rules
from teammemory_bot.store.inspection import known_origin
from teammemory_bot.store.store import RepositoryIdentity, Store
from teammemory_bot.store.tombstones import key_of_secret
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.support.errors import TeamMemoryError
from teammemory_bot.support.trace import Trace

if TYPE_CHECKING:
    from teammemory_bot.transport.github_api import GithubApi
    from teammemory_bot.transport.jira_api import JiraApi

APPLICATION: Final = "teammemory"


@contextmanager
def open_workplace(
    repo: Path,
    *,
    memory: Path | str | None = None,
    branches: Sequence[str] = (),
    config: Path | None = None,
    config_path: str = DEFAULT_PATH,
    secrets: Sequence[str] = (),
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[Workplace]:
    """Open the repository at a path and its memory, for the length of a block.

    `branches` are the references that the memory may follow, the first that exists; else it is the
    repository's own choice.
    Who is who by the team's word is read from its configuration at the branch's tip: a file on this disk,
    or the one at a path in the repository. One that cannot be read says nothing here: whoever asks for
    the choices is told what is wrong with it.
    `secrets` are the installation's, the newest first; whoever the configuration lists as forgotten is.
    `say` is told in one line when a memory had to be set aside and built anew.

    Without a path for the memory it lies in the user's cache folder, keyed by the repository:
    never inside the tree that is looked at.
    """
    checkout = find_checkout(repo)
    named = (name for name in branches if find_commit(checkout, name))
    branch = next(named, None) or default_branch(checkout)
    tip = find_commit(checkout, branch) or resolve(checkout, "HEAD")
    fetch_url = find_fetch_url(checkout)
    web_address = web_address_of(fetch_url) if fetch_url else None
    place = memory or default_memory_path(checkout)
    with open_own_repository(checkout) as own:
        own.use_mailmap_of(tip)
        identity = RepositoryIdentity(
            roots=_roots(own, tip, place),
            branch=branch,
            object_format=checkout.object_format,
            web_address=web_address or "",
        )
        with Store.open(place, identity, say=say) as store:
            store.sizes = partial(_sizes, own, store)
            store.tombstone_keys = tuple(map(key_of_secret, secrets))
            opened = Workplace(
                trace=Trace(SystemClock()),
                checkout=checkout,
                own=own,
                store=store,
                branch_tip=tip,
                kind_of=PathKinds(own, tip),
                repository_url=web_address,
            )
            said: Choices | None = None
            with suppress(TeamMemoryError):
                said = choices_at(opened, tip, config=config, path=config_path)
                store.identity_rules = identity_rules(
                    said.same_people, salt=store.identity.salt, joins_names=said.joins_names
                )
            if said is not None and said.forgotten:
                _forget_listed(store, said, say)
            yield opened


def _forget_listed(store: Store, said: Choices, say: Callable[[str], None]) -> None:
    try:
        forget_marked(store, said.forgotten)
    except NoTombstoneKey as objection:
        say(str(objection))


def _sizes(
    own: OwnRepository, store: Store, commit: Sha, paths: Collection[RepoPath]
) -> Mapping[RepoPath, int]:
    """Return the lines of files at a commit; contents that were counted once are in the memory."""
    blobs = blobs_at(own, commit, paths)
    known = store.known_lines()
    counted = count_lines(own, blobs.values(), known)
    store.note_lines(counted)
    lines = {**known, **counted}
    return {path: lines[blob] for path, blob in blobs.items() if blob in lines}


def open_github(repository: str, *, token: str, base_url: str) -> GithubApi:
    """Return the line to one repository of GitHub, at this machine's pace of time."""
    # Imported here: the client costs 150 ms at start, and most runs never speak to GitHub.
    from teammemory_bot.transport.github_api import GithubApi  # noqa: PLC0415

    return GithubApi(repository, token=token, base_url=base_url, clock=SystemClock())


def open_jira(url: str, *, user: str, token: str) -> JiraApi:
    """Return the line to one Jira, at this machine's pace of time."""
    # Imported here for the same reason as GitHub's.
    from teammemory_bot.transport.jira_api import JiraApi  # noqa: PLC0415

    return JiraApi(url, user=user, token=token, clock=SystemClock())


def _roots(own: OwnRepository, tip: Sha, place: Path | str) -> tuple[Sha, ...]:
    """Return what tells this repository from others; nothing where its history is cut off."""
    known = known_origin(place) if isinstance(place, Path) else None
    if known and _share_a_line(own, tip, known.position):
        return known.roots
    return () if own.checkout.is_shallow else (mainline_root(own, tip),)


def _share_a_line(own: OwnRepository, tip: Sha, known: Sha) -> bool:
    """Tell whether one of both holds the other: a branch that began anew has another root."""
    return has_commit(own, known) and (is_ancestor(own, known, tip) or is_ancestor(own, tip, known))


def choices_at(
    place: Workplace,
    commit: Sha,
    *,
    config: Path | None = None,
    path: str = DEFAULT_PATH,
    flags: Said | None = None,
    environment: Said | None = None,
) -> Choices:
    """Return what the team chose, as of a commit: its file there, or another one on this disk.

    `path` is the file's in the repository, `config` one outside of it.
    """
    if config is not None:
        raw: bytes | None = read_bounded(config)
        return choose(read_config(raw, name=str(config)), flags=flags, environment=environment)
    raw = blob_at(place.own, commit, RepoPath(path))
    return choose(read_config(raw, name=path), flags=flags, environment=environment)


def read_bounded(path: Path, *, limit_bytes: int = MAX_BYTES) -> bytes:
    """Return a file's content, or one byte more than the limit, which its reader refuses."""
    try:
        with path.open("rb") as file:
            return file.read(limit_bytes + 1)
    except OSError as error:
        raise FileUnreadable(path, error.strerror or type(error).__name__) from error


class FileUnreadable(TeamMemoryError):
    """A file that the user named cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be read: {why}; name a file that exists")


def default_memory_path(checkout: Checkout) -> Path:
    """Return where the memory of a repository on this disk lies unless the user says otherwise."""
    key = hashlib.sha256(str(checkout.common_dir).encode("utf-8", "surrogateescape")).hexdigest()
    folder = platformdirs.user_cache_path(APPLICATION, appauthor=False)
    return folder / f"{checkout.common_dir.parent.name[:40]}-{key[:16]}.sqlite"
