"""Which part of the code does a file belong to? By configuration, else by its folders.

Without configuration a component is a folder: the first one below what every path shares. Folders that
only say what kind of thing lies in them (`src`, `tests`, `docs`, ...) name no component, so that
`src/auth/token.py` and `tests/auth/test_token.py` both belong to `auth`; and a folder that holds at least
half of the code and several folders (`flask/`, `lib/rules/`) is entered rather than named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.policy import Component

ROOT: Final = "(root)"
"""Files that lie in no folder."""
_KINDS: Final = frozenset(
    (
        "app", "apps", "cmd", "crates", "doc", "docs", "include", "internal", "java", "kotlin", "lib",
        "libs", "main", "modules", "packages", "pkg", "scala", "services", "source", "sources", "spec",
        "specs", "src", "test", "tests", "t", "unit", "integration", "__tests__",
    )
)  # fmt: skip
_MOST: Final = 0.5
"""Share of all files that makes a folder one to enter."""
_FOLDERS: Final = 3
"""Folders that it must hold, to be worth entering."""
_MAX_DEPTH: Final = 5


class ComponentMap:
    """Names the component of any path of one repository."""

    def __init__(self, paths: Iterable[RepoPath], configured: Sequence[Component] = ()) -> None:
        self._configured: Final = tuple(configured)
        self._known: dict[RepoPath, str] = {}
        folders = [] if configured else [tuple(path.split("/")[:-1]) for path in paths]
        self._entered: Final = _entered_folder(folders)

    @property
    def is_configured(self) -> bool:
        """Tell whether the team named its components."""
        return bool(self._configured)

    def of(self, path: RepoPath) -> str:
        """Return the component of a path; empty where the configuration names none for it."""
        if path not in self._known:
            self._known[path] = self._find(path)
        return self._known[path]

    def _find(self, path: RepoPath) -> str:
        if self._configured:
            named = (c.name for c in self._configured if any(g.matches(path) for g in c.paths))
            return next(named, "")
        folders = path.split("/")[:-1]
        if tuple(folders[: len(self._entered)]) == self._entered:
            inner = _telling(folders[len(self._entered) :])
            return inner[0] if inner else (_telling(folders) or folders or [ROOT])[-1]
        telling = _telling(folders)
        return (telling or folders or [ROOT])[0]


def _telling(folders: Sequence[str]) -> list[str]:
    return [folder for folder in folders if folder.lower() not in _KINDS]


def _entered_folder(folders: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the folder below which components begin: the one most of the code lies in."""
    entered: tuple[str, ...] = ()
    while len(entered) < _MAX_DEPTH:
        depth = len(entered)
        inside = [path for path in folders if path[:depth] == entered and len(path) > depth]
        counts = Counter(path[depth] for path in inside)
        if not counts:
            break
        name, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        inner = {
            path[depth + 1] for path in inside if path[depth] == name and len(path) > depth + 1
        }
        if count < _MOST * len(folders) or (len(inner) < _FOLDERS and name.lower() not in _KINDS):
            break
        entered = (*entered, name)
    return entered
