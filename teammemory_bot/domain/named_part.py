"""Which files does a person mean by the name of a part of the program?

A component first (`domain/component.py`), then a declared owner, then a folder. What decided is told,
so that the reader sees what was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from teammemory_bot.domain.codeowners import CodeOwners
from teammemory_bot.domain.component import ComponentMap
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.policy import Component


class PartSource(StrEnum):
    """What said which files a name means."""

    COMPONENT = "component"
    OWNERS = "declared owner"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPart:
    """The files that a name means, and what said so."""

    name: str
    source: PartSource
    paths: tuple[RepoPath, ...]


def find_part(
    name: str,
    paths: Iterable[RepoPath],
    *,
    components: Sequence[Component] = (),
    owners: CodeOwners | None = None,
) -> NamedPart | None:
    """Return the files of `paths` that a name means; None: nothing is called so.

    A component (configured, else told from the folders), a declared owner (`@acme/auth`, with or
    without the `@`), a folder by its path, or by the end of its path where only one folder ends so:
    tried in this order, case aside.
    """
    known = tuple(paths)
    wanted = name.strip().strip("/").casefold()
    if not wanted:
        return None
    component_of = ComponentMap(known, components).of
    own = tuple(path for path in known if component_of(path).casefold() == wanted)
    if own:
        return NamedPart(name=component_of(own[0]), source=PartSource.COMPONENT, paths=own)
    owned = _owned(wanted.removeprefix("@"), known, owners)
    if owned:
        return NamedPart(name=name.strip(), source=PartSource.OWNERS, paths=owned)
    folder = _folder(wanted, known)
    if folder is None:
        return None
    below = tuple(path for path in known if path.startswith(f"{folder}/"))
    return NamedPart(name=folder, source=PartSource.FOLDER, paths=below)


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
    """Return the folder of that path, else the one folder whose path ends so."""
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
