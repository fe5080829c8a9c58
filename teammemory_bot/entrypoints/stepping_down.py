"""As whom does the step read what strangers wrote? As the workspace's owner, not as root.

GitHub starts a container action as root and lets the workspace belong to the runner's own user. Root
is of no use to us: whatever a hostile file could make a parser do, it may do less as that user, and
the files that we leave can be read and removed by the steps that follow.
https://docs.github.com/actions/reference/workflows-and-actions/dockerfile-support#user
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from teammemory_bot.config.action_settings import ActionSettings


def step_down(settings: ActionSettings) -> str:
    """Become the owner of the workspace if we are root and lose nothing by it.

    Returns why that was not possible, in a sentence; empty: done, or there was nothing to give up.
    """
    if os.name != "posix" or os.geteuid() != 0:
        return ""
    owner = settings.workspace.stat()
    if owner.st_uid == 0:
        return ""
    if not _may_enter(Path(os.__file__).parent, owner):
        return "this step stays root: the workspace's owner could not read this Python"
    locked = next(_locked(settings, owner.st_uid), None)
    if locked is not None:
        return f"this step stays root: {locked} could not be written as the workspace's owner"
    os.setgroups([])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)
    return ""


def _locked(settings: ActionSettings, uid: int) -> Iterator[str]:
    """Yield the names of what we have to write and a user could not; only the owner counts."""
    places = (settings.output_file, settings.summary_file, settings.memory_folder)
    for path in places:
        if path is not None and not _is_own(path, uid):
            yield path.name
    if settings.memory_folder.is_dir():
        yield from (
            file.name for file in settings.memory_folder.iterdir() if not _is_own(file, uid)
        )


def _may_enter(folder: Path, user: os.stat_result) -> bool:
    """Tell whether a user, the owner of what `user` describes, may look into a folder."""
    for each in (folder, *folder.parents):
        here = each.stat()
        needed = stat.S_IXOTH
        if here.st_uid == user.st_uid:
            needed = stat.S_IXUSR
        elif here.st_gid == user.st_gid:
            needed = stat.S_IXGRP
        if not here.st_mode & needed:
            return False
    return True


def _is_own(path: Path, uid: int) -> bool:
    return not path.exists() or path.lstat().st_uid == uid
