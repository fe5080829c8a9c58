"""How does a git process run? Streamed, capped in time and output, judged by its exit status.

GitPython is the process layer and nothing more: a fixed list of arguments goes in, a pipe comes
out. Its helpers for clone, fetch, configuration and the like are never used.
"""

from __future__ import annotations

import fcntl
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, Final

from teammemory_bot.plumbing.errors import GitFailed, GitTooSlow, MissingObject, OutputTooLarge

READ_VERBS: Final = frozenset(
    [
        "init",
        "rev-parse",
        "rev-list",
        "symbolic-ref",
        "for-each-ref",
        "merge-base",
        "log",
        "diff",
        "diff-tree",
        "ls-tree",
        "cat-file",
        "blame",
        "version",
        "config",
    ]
)
"""All that is ever run. `init` only makes our own repository, `config` only gets from a file."""

DEFAULT_SECONDS: Final = 60.0
HISTORY_SECONDS: Final = 3_600.0
MEBIBYTE: Final = 1 << 20
DEFAULT_BYTES: Final = 256 * MEBIBYTE
NO_LIMIT: Final = 1 << 62
_CHUNK: Final = 65_536
"""How much is waited for before anybody looks at it: git writes pages of 4 KiB."""
_PIPE: Final = MEBIBYTE
_STDERR_KEPT: Final = 4_096
_SIGNS_OF_GAPS: Final = (
    "unable to read", "missing blob", "bad object", "not found", "Could not read",
    "Failed to traverse parents",
)  # fmt: skip


def output_of(
    command: Sequence[str],
    verb: str,
    *arguments: str,
    stdin: bytes | None = None,
    seconds: float = DEFAULT_SECONDS,
    limit_bytes: int = DEFAULT_BYTES,
) -> bytes:
    """Run git and return all it wrote."""
    chunks: list[bytes] = []
    with running(command, verb, *arguments, stdin=stdin, seconds=seconds) as process:
        chunks.extend(process.chunks(limit_bytes=limit_bytes))
    return b"".join(chunks)


@contextmanager
def running(
    command: Sequence[str],
    verb: str,
    *arguments: str,
    stdin: bytes | None = None,
    seconds: float = DEFAULT_SECONDS,
) -> Iterator[GitProcess]:
    """Start git; at the end of the block its exit status is checked.

    Leaving the block before all output was read stops git and asks for no status.
    """
    if verb not in READ_VERBS:
        raise ValueError(f"git {verb} is none of the verbs that only read")
    # Imported here because it costs 30 ms that answers from the memory alone need not pay.
    import git  # noqa: PLC0415

    with tempfile.TemporaryFile() as source:
        source.write(stdin or b"")
        source.seek(0)
        popen: Any = git.Git().execute(
            [*command, verb, *arguments], istream=source, as_process=True
        )
        process = GitProcess(popen.proc, verb, seconds)
        try:
            yield process
            process.check()
        finally:
            process.close()


class GitProcess:
    """A running git whose output is read in large pieces."""

    def __init__(self, popen: Any, verb: str, seconds: float) -> None:  # noqa: ANN401  # Popen[bytes]
        self.verb = verb
        self.stdout: IO[bytes] = popen.stdout
        _widen(self.stdout)
        self._popen = popen
        self._seconds = seconds
        self._is_late = False
        self._is_done = False
        self._stderr = b""
        self._drain = threading.Thread(target=self._read_stderr, daemon=True)
        self._drain.start()
        self._watch = threading.Timer(seconds, self._stop_late)
        self._watch.daemon = True
        self._watch.start()

    def chunks(self, *, limit_bytes: int = NO_LIMIT) -> Iterator[bytes]:
        """Yield the output piece by piece; stop git when it writes more than the limit."""
        total = 0
        while chunk := self.stdout.read(_CHUNK):
            total += len(chunk)
            if total > limit_bytes:
                self._popen.kill()
                raise OutputTooLarge(self.verb, limit_bytes)
            yield chunk
        self._is_done = True

    def check(self) -> None:
        """Raise what went wrong, unless the reader left early or nothing did.

        A missing object makes git print most of a history and only then fail: whoever stores what
        was read must do so after this check.
        """
        if not self._is_done and self.stdout.read(1):
            return
        status = self._popen.wait()
        self._drain.join()
        if self._is_late:
            raise GitTooSlow(self.verb, self._seconds)
        if status != 0:
            raise _failure(self.verb, status, self._stderr)

    def close(self) -> None:
        """Stop git if it still runs, and release its pipes."""
        self._watch.cancel()
        if self._popen.poll() is None:
            self._popen.kill()
        self._popen.wait()
        self._drain.join()
        self.stdout.close()
        self._popen.stderr.close()

    def _read_stderr(self) -> None:
        while chunk := self._popen.stderr.read1(_STDERR_KEPT):
            self._stderr = (self._stderr + chunk)[-_STDERR_KEPT:]

    def _stop_late(self) -> None:
        self._is_late = True
        self._popen.kill()


def _widen(pipe: IO[bytes]) -> None:
    """Let git write on while we work: a usual pipe holds 64 KiB, after which git waits for us."""
    with suppress(OSError, AttributeError):  # more than this user may have; a system without it
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _failure(verb: str, status: int, stderr: bytes) -> GitFailed | MissingObject:
    text = stderr.decode("utf-8", "replace").strip()
    last = text.splitlines()[-1] if text else ""
    if any(sign in text for sign in _SIGNS_OF_GAPS):
        return MissingObject(last.removeprefix("fatal: "))
    return GitFailed(verb, status, last)


def as_text(raw: bytes) -> str:
    """Return git's answer as text, without the line's end."""
    return raw.decode("utf-8", "surrogateescape").rstrip("\n")
