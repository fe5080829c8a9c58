"""What does git get to see of the world? A wiped environment and pinned settings.

Nothing of the user's or the checkout's configuration may change what we read or run a program:
`env -i` starts from nothing, so no `GIT_*` variable of the surroundings gets through, and the
flags pin what a default or a repository's own configuration could still decide.
"""

from __future__ import annotations

import functools
import os
import shutil
from typing import Final

from teammemory_bot.plumbing.errors import GitMissing

NOWHERE: Final = os.devnull

_VARIABLES: Final = (
    f"PATH={os.defpath}",
    f"HOME={NOWHERE}",
    "LC_ALL=C",
    "TZ=UTC",
    "GIT_CONFIG_NOSYSTEM=1",
    f"GIT_CONFIG_SYSTEM={NOWHERE}",
    f"GIT_CONFIG_GLOBAL={NOWHERE}",
    "GIT_ATTR_NOSYSTEM=1",
    "GIT_TERMINAL_PROMPT=0",
    f"GIT_ASKPASS={NOWHERE}",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_NO_LAZY_FETCH=1",
    "GIT_PAGER=cat",
    "GIT_FLUSH=0",  # into a pipe git writes commit by commit, unless told that nobody looks on
)

_SETTINGS: Final = (
    "core.fsmonitor=false",
    "core.multiPackIndex=false",  # a damaged one would end everything; the packs have their own
    f"core.hooksPath={NOWHERE}",
    "protocol.allow=never",
)

_READING: Final = (
    f"core.attributesFile={NOWHERE}",
    "core.bigFileThreshold=32m",  # a larger file is data: it is compared as binary files are
    "core.commitGraph=false",  # a forged graph file would be believed; it gains us nothing
    "core.quotePath=false",
    "diff.noprefix=false",
    "diff.suppressBlankEmpty=false",
    "gc.auto=0",
    "log.mailmap=true",
    "log.showSignature=false",
)


@functools.cache
def git_program() -> str:
    """Return the path of git."""
    program = shutil.which("git")
    if program is None:
        raise GitMissing
    return program


def in_checkout(path: str) -> list[str]:
    """Return the start of a command that reads references of a checkout, which may be hostile."""
    settings = (f"safe.directory={path}", *_SETTINGS)
    return [*_wiped(), git_program(), "-C", path, *_as_flags(settings)]


def in_own(path: str) -> list[str]:
    """Return the start of a command that reads objects through a repository of our own."""
    return [*_wiped(), git_program(), f"--git-dir={path}", *_as_flags((*_SETTINGS, *_READING))]


def without_repository() -> list[str]:
    """Return the start of a command that needs no repository."""
    return [*_wiped(), git_program()]


def _wiped() -> list[str]:
    return [shutil.which("env") or "/usr/bin/env", "-i", *_VARIABLES]


def _as_flags(settings: tuple[str, ...]) -> list[str]:
    return [word for setting in settings for word in ("-c", setting)]
