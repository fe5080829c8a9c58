"""What does the followed branch itself say about its files? Its `.gitattributes`, out of the tree.

Never those of what is checked out: a pull request's author could call a file generated, and nobody
would look at it. `git check-attr --source` needs a newer git than most have.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.linguist import FILE_NAME, MAX_BYTES, LinguistAttributes
from teammemory_bot.plumbing.blob import contents_of_blobs, files_at
from teammemory_bot.plumbing.own_repository import OwnRepository

_MAX_FILES: Final = 1_000


class PathKinds:
    """The kind of each path as one commit's tree has it. Nothing is read before it is asked for."""

    def __init__(self, own: OwnRepository, commit: Sha) -> None:
        self._own = own
        self._commit = commit
        self._known: dict[RepoPath, FileKind] = {}

    def __call__(self, path: RepoPath) -> FileKind:
        """Return what is at the path: source, test, documentation, generated, vendored, or other."""
        kind = self._known.get(path)
        if kind is None:
            kind = self._known[path] = self._attributes.kind_of(path)
        return kind

    @property
    def mark(self) -> str:
        """What changes when the rules do; empty where the tree says nothing about kinds."""
        if not self._attributes.says_something:
            return ""
        files = sorted(self._attributes.files.items())
        return hashlib.sha256(repr(files).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def _attributes(self) -> LinguistAttributes:
        found = [
            file for file in files_at(self._own, self._commit) if f"/{file.path}".endswith(_SUFFIX)
        ][:_MAX_FILES]
        contents = dict(contents_of_blobs(self._own, {file.blob for file in found}))
        texts = {}
        for file in found:
            content = contents[file.blob]
            if content is not None and len(content) <= MAX_BYTES and b"linguist-" in content:
                texts[file.path] = content.decode("utf-8", "replace")
        return LinguistAttributes(texts)


_SUFFIX: Final = f"/{FILE_NAME}"
