"""Does what the memory holds about a change agree with what git says of it now?

What was never counted claims nothing. What a person who was forgotten wrote is nobody's, and texts in
which a name was blacked out are not compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from teammemory_bot.domain.identity import DeveloperId, RepoPath
from teammemory_bot.domain.recorded_change import (
    Difference,
    RecordedChange,
    RecordedCommit,
    RecordedFile,
)

BLACKED_OUT: Final = "[forgotten]"
_COMPARED: Final = 400
"""Letters of a subject; the memory cuts long ones."""
_NUMBERS: Final = (
    ("lines added", "added"),
    ("lines removed", "deleted"),
    ("decision tokens", "tokens"),
    ("lines added by its own commit", "commit_added"),
    ("lines removed by its own commit", "commit_deleted"),
)
_OF_WHOLE_CHANGE: Final = frozenset(("added", "deleted", "tokens"))
_NOTHING: Final = "nothing"


def differences(
    memory: RecordedChange, git: RecordedChange, *, forgotten: Collection[DeveloperId] = ()
) -> Iterator[Difference]:
    """Yield what differs, in a fixed order."""

    def differs(what: str, ours: object, theirs: object) -> Difference:
        return Difference(
            seq=memory.seq, sha=memory.sha, what=what, memory=str(ours), git=str(theirs)
        )

    if memory.sha != git.sha:
        yield differs("commit", memory.sha, git.sha)
        return  # all the rest would differ too
    if memory.at != git.at:
        yield differs("time", memory.at, git.at)
    for sha in sorted(memory.commits.keys() | git.commits.keys()):
        ours, theirs = memory.commits.get(sha), git.commits.get(sha)
        if ours is None or theirs is None:
            yield differs(f"commit {sha}", _there(ours), _there(theirs))
            continue
        if ours.author != theirs.author and ours.author not in forgotten:
            yield differs(f"author of {sha}", ours.author, theirs.author)
        if _said(ours) != _said(theirs) and BLACKED_OUT not in ours.subject:
            yield differs(f"subject of {sha}", ours.subject, theirs.subject)
    for path in sorted(memory.files.keys() | git.files.keys()):
        yield from (
            differs(f"{what} of {path}", ours, theirs)
            for what, ours, theirs in _of_file(path, memory, git)
        )


def _of_file(
    path: RepoPath, memory: RecordedChange, git: RecordedChange
) -> Iterator[tuple[str, object, object]]:
    ours, theirs = memory.files.get(path), git.files.get(path)
    if ours is None or theirs is None:
        yield "row", _there(ours), _there(theirs)
        return
    if ours.status != theirs.status:
        yield "status", ours.status, theirs.status
    if ours.previous != theirs.previous:
        yield "former path", ours.previous, theirs.previous
    for what, name in _NUMBERS:
        one, other = getattr(ours, name), getattr(theirs, name)
        must_be_there = memory.has_counts and name in _OF_WHOLE_CHANGE
        if one != other and (one is not None or must_be_there):
            yield what, one, other


def _said(commit: RecordedCommit) -> str:
    return " ".join(commit.subject.split())[:_COMPARED]


def _there(record: RecordedCommit | RecordedFile | None) -> str:
    return _NOTHING if record is None else "there"
