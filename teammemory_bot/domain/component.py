"""Which part of the program does a file belong to, and which files are meant by a part's name?

A team's configured components come first, the first one that matches; then declared owners, where a
caller brings them; else a file's component is its folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from teammemory_bot.domain.codeowners import CodeOwners
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.policy import Component


class ComponentSource(StrEnum):
    """What said which files a name means."""

    CONFIGURATION = "the configuration"
    OWNERS = "CODEOWNERS"
    FOLDER = "the folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundComponent:
    """The files that a name means, and what said so."""

    name: str
    source: ComponentSource
    paths: tuple[RepoPath, ...]


def component_of(path: RepoPath, components: Sequence[Component]) -> str:
    """Return the name of a file's component; its folder where the team configured none for it.

    Empty for a file in the root folder.
    """
    for component in components:
        if any(glob.matches(path) for glob in component.paths):
            return component.name
    return path.rpartition("/")[0]


def find_component(
    name: str,
    paths: Iterable[RepoPath],
    *,
    components: Sequence[Component] = (),
    owners: CodeOwners | None = None,
) -> FoundComponent | None:
    """Return the files of `paths` that a name means.

    A configured component, a declared owner (`@acme/auth`, with or without the `@`), a folder, or the
    last part of exactly one folder's path: tried in this order, case aside. None: nothing is called
    so, or more than one folder is.
    """
    known = tuple(paths)
    wanted = name.strip().strip("/").casefold()
    for component in components:
        if component.name.casefold() == wanted:
            own = tuple(p for p in known if component_of(p, components) == component.name)
            return _found(component.name, ComponentSource.CONFIGURATION, own)
    owned = _owned(wanted.removeprefix("@"), known, owners)
    if owned:
        return _found(name.strip(), ComponentSource.OWNERS, owned)
    folder = _folder(wanted, known)
    if folder is None:
        return None
    below = tuple(path for path in known if path.startswith(f"{folder}/"))
    return _found(folder, ComponentSource.FOLDER, below)


def _found(name: str, source: ComponentSource, paths: tuple[RepoPath, ...]) -> FoundComponent:
    return FoundComponent(name=name, source=source, paths=paths)


def _owned(
    wanted: str, paths: Iterable[RepoPath], owners: CodeOwners | None
) -> tuple[RepoPath, ...]:
    if owners is None:
        return ()
    return tuple(
        path
        for path in paths
        if any(owner.name.casefold() == wanted for owner in owners.owners_of(path))
    )


def _folder(wanted: str, paths: Iterable[RepoPath]) -> str | None:
    """Return the folder of that name: by its whole path, else by its last part if only one has it."""
    folders = {folder for path in paths for folder in _folders_above(path)}
    whole = sorted(folder for folder in folders if folder.casefold() == wanted)
    if whole:
        return whole[0]
    named = [folder for folder in folders if folder.casefold().endswith(f"/{wanted}")]
    return named[0] if len(named) == 1 else None


def _folders_above(path: RepoPath) -> Iterable[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
