"""What can be wrong with a repository or with git, in sentences that say what to do?"""

from __future__ import annotations

from teammemory_bot.support.errors import ExitCode, TeamMemoryError


class GitMissing(TeamMemoryError):
    """There is no git to run."""

    def __init__(self) -> None:
        super().__init__("git was not found on the PATH; install git 2.30 or newer")


class NotARepository(TeamMemoryError):
    """The path is not inside a git repository."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is not inside a git repository; pass --repo PATH, or run `git init` and commit"
        )


class NoCommitYet(TeamMemoryError):
    """HEAD is unborn: the repository has no commit to look at."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} has no commit yet; commit something, or name a --base and --head")


class UnknownRevision(TeamMemoryError):
    """The name does not resolve to a commit of this repository."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"{revision!r} names no commit of this repository; check the spelling, or fetch it first"
        )


class HistoryTooShallow(TeamMemoryError):
    """The checkout's history was cut off, so that nothing true can be said about the past."""

    def __init__(self, commits: int) -> None:
        super().__init__(
            f"only {commits} commit(s) of the history are in this shallow checkout; set "
            "`fetch-depth: 0` on actions/checkout, or run `git fetch --unshallow`"
        )


class NoCommonHistory(TeamMemoryError):
    """Two commits have no merge base."""

    def __init__(self, base: str, head: str) -> None:
        super().__init__(
            f"{base[:12]} and {head[:12]} have no common ancestor; compare branches of one history, "
            "or fetch more of it"
        )


class MissingObject(TeamMemoryError):
    """Git could not read an object that the history needs."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"the repository lacks an object that its history needs ({detail}); "
            "run `git fsck`, or clone again without `--filter`"
        )


class GitFailed(TeamMemoryError):
    """Git ended with an error that we do not know better."""

    exit_code = ExitCode.OUR_FAULT

    def __init__(self, verb: str, status: int, detail: str) -> None:
        super().__init__(f"git {verb} failed with status {status}: {detail or 'no message'}")
        self.status = status
        self.detail = detail


class GitTooSlow(TeamMemoryError):
    """Git did not end within the time it was given."""

    def __init__(self, verb: str, seconds: float) -> None:
        super().__init__(
            f"git {verb} did not end within {seconds:.0f} s; the repository may be damaged or too "
            "large for this machine"
        )


class OutputTooLarge(TeamMemoryError):
    """Git wrote more than any honest repository makes it write."""

    def __init__(self, verb: str, limit_bytes: int) -> None:
        super().__init__(f"git {verb} wrote more than {limit_bytes:,} bytes and was stopped")
