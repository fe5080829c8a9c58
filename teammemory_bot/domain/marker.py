"""Which comment is ours? The hidden first line that says it, and the only grammar it may have.

The marker is believed only as the whole first line of a comment that we wrote ourselves: the same
text inside a title or a quoted body is a stranger's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

_SLUG: Final = r"[a-z0-9][a-z0-9-]{0,39}"
_LINE: Final = re.compile(
    r"<!-- teammemory-bot:v1 repository=(?P<repository>[1-9][0-9]{0,18})"
    rf" pull=(?P<pull>[1-9][0-9]{{0,9}}) instance=(?P<instance>{_SLUG})"
    r" head=(?P<head>[0-9a-f]{40}(?:[0-9a-f]{24})?) digest=(?P<digest>[0-9a-f]{64}) -->"
)


IGNORED: Final = "0" * 64
"""Stands for the digest where people asked us to leave the pull request alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """What the first line of our comment keeps for the next run.

    `repository` is GitHub's number of the repository, which a rename does not change. `digest` is
    the SHA-256 of what the comment says: an equal one means that nothing has to be written.
    """

    repository: int
    pull: int
    head: str
    digest: str
    instance: str = "default"

    def __post_init__(self) -> None:
        if _LINE.fullmatch(self.line()) is None:
            raise ValueError("a marker holds numbers, hashes and a kebab-case instance only")

    @property
    def is_ignored(self) -> bool:
        """Whether the comment says that this pull request is to be left alone."""
        return self.digest == IGNORED

    def is_same_place(self, other: Marker) -> bool:
        """Tell whether two markers mean one comment: repository, pull request and instance."""
        mine, its = ((one.repository, one.pull, one.instance) for one in (self, other))
        return mine == its

    def line(self) -> str:
        """Return the marker as the first line of a comment."""
        return (
            f"<!-- teammemory-bot:v1 repository={self.repository} pull={self.pull}"
            f" instance={self.instance} head={self.head} digest={self.digest} -->"
        )

    @classmethod
    def parse(cls, body: str) -> Self | None:
        """Return the marker of a comment, or None when its first line is anything else."""
        found = _LINE.fullmatch(body.replace("\r\n", "\n").partition("\n")[0])
        if found is None:
            return None
        return cls(
            repository=int(found["repository"]),
            pull=int(found["pull"]),
            instance=found["instance"],
            head=found["head"],
            digest=found["digest"],
        )
