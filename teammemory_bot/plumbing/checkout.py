"""What is this checkout, and which commits do its names mean?

The only place where git runs against the checkout itself, and only with calls that were tried
against armed repositories: resolving names and reading references. Everything else goes through a
repository of our own (`own_repository.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from teammemory_bot.domain.identity import Sha
from teammemory_bot.plumbing import environment
from teammemory_bot.plumbing.errors import (
    GitFailed,
    MissingObject,
    NoCommitYet,
    NotARepository,
    UnknownRevision,
)
from teammemory_bot.plumbing.process import as_text, output_of

FULL_HASH: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_DEFAULT_NAMES: Final = (
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A repository on disk as far as we may know it without trusting it."""

    root: Path
    """The folder that holds `.git`; of a bare repository, the repository itself."""
    common_dir: Path
    object_format: str
    is_bare: bool
    is_shallow: bool
    is_partial: bool
    """Some objects were left with the remote (`--filter`); they are never fetched one by one."""

    @property
    def objects_dir(self) -> Path:
        """Where the objects lie; linked worktrees share those of their main one."""
        return self.common_dir / "objects"


def find_checkout(path: Path) -> Checkout:
    """Return the repository that the path lies in."""
    root = _root_above(path.resolve())
    if root is None:
        raise NotARepository(str(path))
    try:
        answer = _ask(
            root,
            "rev-parse",
            "--path-format=absolute",
            "--git-common-dir",
            "--show-object-format",
            "--is-bare-repository",
            "--is-shallow-repository",
        )
    except GitFailed as error:
        raise NotARepository(str(path)) from error
    common_dir, object_format, is_bare, is_shallow = answer.rsplit("\n", 3)
    return Checkout(
        root=root,
        common_dir=Path(common_dir),
        object_format=object_format,
        is_bare=is_bare == "true",
        is_shallow=is_shallow == "true",
        is_partial=any((Path(common_dir) / "objects" / "pack").glob("*.promisor")),
    )


def resolve(checkout: Checkout, revision: str) -> Sha:
    """Return the full hash of the commit that a name means."""
    try:
        sha = _ask(
            checkout.root,
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{revision}^{{commit}}",
        )
    except (GitFailed, MissingObject, ValueError) as error:
        if revision == "HEAD":
            raise NoCommitYet(str(checkout.root)) from error
        raise UnknownRevision(revision) from error
    if not FULL_HASH.fullmatch(sha):
        raise UnknownRevision(revision)  # `^main` means all but a commit
    return Sha(sha)


def find_commit(checkout: Checkout, revision: str) -> Sha | None:
    """Return the full hash of the commit that a name means, if it means one."""
    try:
        return resolve(checkout, revision)
    except (UnknownRevision, NoCommitYet):
        return None


def default_branch(checkout: Checkout) -> str:
    """Return the reference that the memory follows unless told otherwise.

    The remote's own choice, else a branch by one of the two usual names, else whatever is checked
    out; a bare repository's HEAD is its choice.
    """
    choice = "HEAD" if checkout.is_bare else "refs/remotes/origin/HEAD"
    target = _symbolic_target(checkout, choice)
    if target and find_commit(checkout, target):
        return target
    for name in _DEFAULT_NAMES:
        if find_commit(checkout, name):
            return name
    return _symbolic_target(checkout, "HEAD") or "HEAD"


def branch_name(checkout: Checkout, revision: str) -> str:
    """Return the branch that a name means, as people say it; empty where it means none."""
    try:
        # Older versions of git answer with the mark itself first.
        said = _ask(
            checkout.root, "rev-parse", "--symbolic-full-name", "--end-of-options", revision
        )
    except (GitFailed, MissingObject, ValueError):
        return ""
    full = said.rpartition("\n")[2]
    for prefix in ("refs/heads/", "refs/remotes/origin/"):
        if full.startswith(prefix):
            return full.removeprefix(prefix)
    return ""


def _symbolic_target(checkout: Checkout, name: str) -> str | None:
    try:
        return _ask(checkout.root, "symbolic-ref", "--quiet", name) or None
    except GitFailed:
        return None


def _root_above(path: Path) -> Path | None:
    for folder in (path, *path.parents):
        if (folder / ".git").exists() or _looks_bare(folder):
            return folder
    return None


def _looks_bare(folder: Path) -> bool:
    return (
        (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
    )


def _ask(root: Path, verb: str, *arguments: str) -> str:
    return as_text(output_of(environment.in_checkout(str(root)), verb, *arguments))
