"""How does a test get a real git repository? Commits with fixed names, dates and configuration.

    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"src/a.py": "x = 1\\n"}, subject="Add a", by=ANA, at="2026-01-03")
    repo.merge("feature", number=12, title="Speed up a")

The same calls give the same hashes on every machine. Times go on by one hour a commit unless said.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

HOUR: Final = 3_600
FIRST_TIME: Final = int(datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote a commit."""

    name: str
    email: str


ANA: Final = Person("Ana Silva", "ana@example.com")
BEN: Final = Person("Ben Olsen", "ben@example.com")
CHI: Final = Person("Chi Nguyen", "chi@example.com")
BOT: Final = Person("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")

Content = str | bytes | None
"""A file's content; None removes the file."""


_FULL_HASH: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NOT_FOR_LONG: Final = {"core.fsync": "none", "gc.auto": "0", "maintenance.auto": "false"}
"""A test's repository need not survive a power cut, nor be tidied."""


class RepoBuilder:
    """Builds a repository by the work tree, as people do."""

    def __init__(
        self, path: Path, *, branch: str = "main", object_format: str = "sha1", bare: bool = False
    ) -> None:
        self.path: Final = path
        self.now = FIRST_TIME
        self._environment = _fixed_environment(path.parent)
        path.mkdir(parents=True, exist_ok=True)
        options = ["--bare"] if bare else []
        self.git(
            "init", "--quiet", *options, f"--initial-branch={branch}",
            f"--object-format={object_format}", "--template=",
        )  # fmt: skip

    def commit(
        self,
        files: Mapping[str, Content] | None = None,
        *,
        subject: str = "Change something",
        body: str = "",
        by: Person = ANA,
        committer: Person | None = None,
        at: str | int | None = None,
    ) -> str:
        """Write files, commit everything, return the full hash. No files: an empty commit."""
        for name, content in (files or {}).items():
            self.write(name, content)
        self.git("add", "--all", "--force")
        message = f"{subject}\n\n{body}" if body else subject
        self._commit(message, "--allow-empty", by=by, committer=committer, at=at)
        return self.head()

    def commit_staged(self, subject: str, *, by: Person = ANA, at: str | int | None = None) -> str:
        """Commit what is staged and nothing else, return the full hash."""
        self._commit(subject, by=by, committer=None, at=at)
        return self.head()

    def bump_submodule(self, path: str, digit: str) -> str:
        """Let a submodule point to the commit whose name is this digit over and over."""
        sha = digit * len(self.head())
        self.git("update-index", "--add", "--cacheinfo", f"160000,{sha},{path}")
        return self.commit_staged(f"Bump {path} to {digit}")

    def merge(
        self,
        *branches: str,
        number: int | None = None,
        title: str = "",
        subject: str | None = None,
        by: Person = BEN,
        at: str | int | None = None,
    ) -> str:
        """Merge branches into the current one, as GitHub's button does when a number is given."""
        if subject is None:
            subject = (
                f"Merge pull request #{number} from someone/{branches[0]}"
                if number is not None
                else f"Merge branch '{branches[0]}'"
            )
        message = f"{subject}\n\n{title}" if title else subject
        self._advance(at)
        self.git(
            "merge", "--quiet", "--no-ff", "--no-edit", "--allow-unrelated-histories",
            "-m", message, *branches, extra=self._who(by, by),
        )  # fmt: skip
        return self.head()

    def squash(
        self,
        branch: str,
        *,
        number: int,
        title: str,
        body: str = "",
        by: Person = ANA,
        at: str | int | None = None,
    ) -> str:
        """Squash a branch into one commit whose subject GitHub ends with the pull request."""
        self.git("merge", "--quiet", "--squash", branch, extra=self._who(by, by))
        subject = f"{title} (#{number})"
        self._commit(f"{subject}\n\n{body}" if body else subject, by=by, committer=by, at=at)
        return self.head()

    def rename(self, old: str, new: str, **commit: object) -> str:
        """Move a file and commit that."""
        (self.path / new).parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", old, new)
        return self.commit(subject=f"Rename {old} to {new}", **commit)  # type: ignore[arg-type]

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Make a branch and switch to it."""
        self.git("checkout", "--quiet", "-b", name, start)

    def switch(self, name: str) -> None:
        """Switch to a branch or commit."""
        self.git("checkout", "--quiet", name)

    def write(self, name: str, content: Content) -> None:
        """Write or remove a file of the work tree."""
        target = self.path / name
        if content is None:
            target.unlink()
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink():
            target.unlink()
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def head(self) -> str:
        """Return the full hash of HEAD."""
        # Read as git would, where that is plain: a process for it costs as much as the commit.
        for folder in (self.path / ".git", self.path):
            try:
                said = (folder / "HEAD").read_text("utf-8").strip()
                found = (
                    said if " " not in said else (folder / said.split(" ")[1]).read_text("utf-8")
                )
            except OSError:
                continue
            if _FULL_HASH.fullmatch(found.strip()):
                return found.strip()
        return self.git("rev-parse", "HEAD").strip()

    def git(
        self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None
    ) -> str:
        """Run git here and return what it wrote."""
        return self.git_bytes(*arguments, stdin=stdin, extra=extra).decode(
            "utf-8", "surrogateescape"
        )

    def git_bytes(
        self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None
    ) -> bytes:
        """Run git here and return the bytes it wrote."""
        done = subprocess.run(
            ["git", "-c", f"safe.directory={self.path}", *arguments],
            cwd=self.path,
            env={**self._environment, **(extra or {})},
            input=stdin,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr.decode()}"
        return done.stdout

    def raw_commit(self, tree: str, parents: Sequence[str], headers: bytes, message: bytes) -> str:
        """Write a commit object byte by byte, as only hostile or very old tools do.

        `headers` are the lines of author and committer.
        """
        lines = [b"tree " + tree.encode(), *(b"parent " + p.encode() for p in parents), headers]
        content = b"\n".join(lines) + b"\n\n" + message
        return self.git(
            "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=content
        ).strip()

    def _commit(
        self,
        message: str,
        *options: str,
        by: Person,
        committer: Person | None,
        at: str | int | None,
    ) -> None:
        self._advance(at)
        self.git(
            "commit", "--quiet", "--cleanup=verbatim", "--file=-", *options,
            stdin=message.encode("utf-8", "surrogateescape"), extra=self._who(by, committer or by),
        )  # fmt: skip

    def _advance(self, at: str | int | None) -> None:
        if at is None:
            self.now += HOUR
        elif isinstance(at, int):
            self.now = at
        else:
            moment = datetime.fromisoformat(at)
            self.now = int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())

    def _who(self, author: Person, committer: Person) -> dict[str, str]:
        return {
            "GIT_AUTHOR_NAME": author.name,
            "GIT_AUTHOR_EMAIL": author.email,
            "GIT_AUTHOR_DATE": f"@{self.now} +0000",
            "GIT_COMMITTER_NAME": committer.name,
            "GIT_COMMITTER_EMAIL": committer.email,
            "GIT_COMMITTER_DATE": f"@{self.now} +0000",
        }


def _fixed_environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LC_ALL": "C",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": ANA.name,
        "GIT_AUTHOR_EMAIL": ANA.email,
        "GIT_COMMITTER_NAME": ANA.name,
        "GIT_COMMITTER_EMAIL": ANA.email,
        **_as_variables(_NOT_FOR_LONG),
    }


def _as_variables(options: Mapping[str, str]) -> dict[str, str]:
    """Return options of git in the form of its environment."""
    numbered = list(enumerate(options.items()))
    return {
        "GIT_CONFIG_COUNT": str(len(numbered)),
        **{f"GIT_CONFIG_KEY_{number}": name for number, (name, _) in numbered},
        **{f"GIT_CONFIG_VALUE_{number}": text for number, (_, text) in numbered},
    }
