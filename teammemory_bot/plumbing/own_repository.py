"""From where is a hostile repository safe to read? From one of our own that borrows its objects.

A bare repository in a temporary folder names the checkout's object store in
`objects/info/alternates`. Nothing is copied, and no configuration, hook, attribute or filter of the
checkout is ever read. Commits go in by full hash only.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from teammemory_bot.domain.identity import Sha
from teammemory_bot.plumbing import environment
from teammemory_bot.plumbing.checkout import FULL_HASH, Checkout
from teammemory_bot.plumbing.process import (
    DEFAULT_BYTES,
    DEFAULT_SECONDS,
    GitProcess,
    output_of,
    running,
)


@contextmanager
def open_own_repository(checkout: Checkout) -> Iterator[OwnRepository]:
    """Make our own repository beside the checkout's objects, for the length of a block."""
    with tempfile.TemporaryDirectory(prefix="teammemory-git-") as folder:
        path = Path(folder) / "own.git"
        output_of(
            environment.without_repository(),
            "init",
            "--quiet",
            "--bare",
            "--template=",
            f"--object-format={checkout.object_format}",
            "--end-of-options",
            str(path),
        )
        (path / "objects" / "info").mkdir(exist_ok=True)
        (path / "objects" / "info" / "alternates").write_bytes(_quoted(checkout.objects_dir))
        if checkout.is_shallow:
            # Without the list of cut-off commits, every walk would end at a missing parent.
            shutil.copyfile(checkout.common_dir / "shallow", path / "shallow")
        yield OwnRepository(path, checkout)


class OwnRepository:
    """Runs git's reading verbs on the borrowed objects."""

    def __init__(self, path: Path, checkout: Checkout) -> None:
        self.path: Final = path
        self.checkout: Final = checkout
        self._command: tuple[str, ...] = tuple(environment.in_own(str(path)))

    def use_mailmap_of(self, commit: Sha) -> None:
        """Let authors be told apart by the `.mailmap` of this commit, whatever is checked out."""
        setting = f"mailmap.blob={verified(commit)}:.mailmap"
        self._command = (*environment.in_own(str(self.path)), "-c", setting)

    def output(
        self,
        verb: str,
        *arguments: str,
        stdin: bytes | None = None,
        seconds: float = DEFAULT_SECONDS,
        limit_bytes: int = DEFAULT_BYTES,
        settings: Sequence[str] = (),
    ) -> bytes:
        """Run git and return all it wrote; `settings` are of its configuration, for this call."""
        flags = [word for setting in settings for word in ("-c", setting)]
        return output_of(
            (*self._command, *flags),
            verb,
            *arguments,
            stdin=stdin,
            seconds=seconds,
            limit_bytes=limit_bytes,
        )

    def running(
        self,
        verb: str,
        *arguments: str,
        stdin: bytes | None = None,
        seconds: float = DEFAULT_SECONDS,
    ) -> AbstractContextManager[GitProcess]:
        """Start git for a block that reads its output as it comes."""
        return running(self._command, verb, *arguments, stdin=stdin, seconds=seconds)

    def scratch_file(self, name: str, content: bytes) -> Path:
        """Write a file that a git option wants, inside our own folder."""
        path = self.path / name
        path.write_bytes(content)
        return path


def verified(sha: str) -> Sha:
    """Return the hash if it is a full one: nothing else may stand where git expects a commit."""
    if not FULL_HASH.fullmatch(sha):
        raise ValueError(f"{sha!r} is not a full object name")
    return Sha(sha)


def as_lines(shas: Sequence[str]) -> bytes:
    """Return hashes as git reads them from standard input."""
    return "".join(f"{sha}\n" for sha in shas).encode()


def _quoted(path: Path) -> bytes:
    """Return a path as a line of `objects/info/alternates`, quoted as git quotes C strings."""
    escaped = b"".join(
        b"\\%03o" % byte if byte < 0x20 or byte in b'"\\' or byte > 0x7E else bytes((byte,))
        for byte in os.fsencode(path)
    )
    return b'"%s"\n' % escaped
