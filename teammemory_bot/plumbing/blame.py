"""Who last wrote the lines that a change replaces? `git blame` of these lines only."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from teammemory_bot.domain.change import ChangedFile, LineOrigin, LineRange
from teammemory_bot.domain.identity import RepoPath, Sha, path_to_bytes
from teammemory_bot.plumbing.blob import blob_at, existing_objects
from teammemory_bot.plumbing.errors import GitFailed, GitTooSlow, MissingObject
from teammemory_bot.plumbing.own_repository import OwnRepository, verified

MAX_FILES: Final = 10
MAX_SECONDS: Final = 3.0
MAX_RANGES: Final = 200
"""Line ranges of one file: a file that is rewritten everywhere has no few last writers."""

IGNORE_REVS_FILE: Final = RepoPath(".git-blame-ignore-revs")
_FULL_HASH: Final = re.compile(rb"(?m)^[ \t]*([0-9a-f]{40}(?:[0-9a-f]{24})?)[ \t]*(?:#.*)?$")
_PORCELAIN: Final = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) \d+ (\d+)(?: (\d+))?")


def with_origins(
    own: OwnRepository,
    commit: Sha,
    files: Iterable[ChangedFile],
    *,
    ignored: Iterable[Sha] = (),
    clock: Callable[[], float] = time.monotonic,
) -> tuple[ChangedFile, ...]:
    """Return the files with who last wrote their replaced lines, as of `commit`.

    At most ten files and about three seconds; a file that was not looked at has no origins.
    """
    options = _ignore_options(own, ignored)
    deadline = clock() + MAX_SECONDS
    left = MAX_FILES
    seen: list[ChangedFile] = []
    for file in files:
        remaining = deadline - clock()
        if file.replaced and len(file.replaced) <= MAX_RANGES and left and remaining > 0:
            left -= 1
            path = file.previous_path or file.path
            origins = _origins(own, commit, path, file.replaced, options, remaining)
            seen.append(replace(file, origins=origins))
        else:
            seen.append(file)
    return tuple(seen)


def ignored_revisions(own: OwnRepository, commit: Sha) -> tuple[Sha, ...]:
    """Return the commits that the team's `.git-blame-ignore-revs` names and that exist."""
    content = blob_at(own, commit, IGNORE_REVS_FILE)
    if content is None:
        return ()
    named = dict.fromkeys(found.decode("ascii") for found in _FULL_HASH.findall(content))
    return tuple(Sha(sha) for sha in existing_objects(own, named, kind="commit"))


def _ignore_options(own: OwnRepository, ignored: Iterable[Sha]) -> tuple[str, ...]:
    content = "".join(f"{verified(sha)}\n" for sha in ignored)
    if not content:
        return ()
    return ("--ignore-revs-file", str(own.scratch_file("ignore-revs", content.encode("ascii"))))


def _origins(
    own: OwnRepository,
    commit: Sha,
    path: RepoPath,
    ranges: tuple[LineRange, ...],
    options: tuple[str, ...],
    seconds: float,
) -> tuple[LineOrigin, ...]:
    lines = [word for span in ranges for word in ("-L", f"{span.first},{span.last}")]
    try:
        # `git blame` of git 2.39 refuses `--end-of-options`: the hash is a verified one, and the
        # path stands behind `--`.
        output = own.output(
            "blame", "--porcelain", "-w", *options, *lines, verified(commit),
            "--", path_to_bytes(path).decode("utf-8", "surrogateescape"),
            seconds=seconds,
        )  # fmt: skip
    except (GitTooSlow, GitFailed, MissingObject):
        return ()
    return _parsed(output)


def _parsed(output: bytes) -> tuple[LineOrigin, ...]:
    origins: list[LineOrigin] = []
    for line in output.split(b"\n"):
        header = _PORCELAIN.fullmatch(line)  # a line of the file starts with a tab
        if header is None:
            continue
        sha, number = Sha(header[1].decode("ascii")), int(header[2])
        last = origins[-1] if origins else None
        if last is not None and last.sha == sha and last.lines.last == number - 1:
            span = LineRange(first=last.lines.first, last=number)
            origins[-1] = LineOrigin(lines=span, sha=sha)
        else:
            origins.append(LineOrigin(lines=LineRange(first=number, last=number), sha=sha))
    return tuple(origins)
