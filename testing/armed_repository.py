"""How would a repository attack whoever reads it with plain git? Programs that leave a canary behind.

Each attack arms a repository and names a call of plain git by which it fires: one that a reader of
histories might well make. A test shows both: that it fires there, and that it does not with us.

Sources: git's own documentation of what configuration, hooks and attributes run (git-config(1),
githooks(5), gitattributes(5), git(1) on the environment).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from testing.repo_builder import RepoBuilder

_SIGNED: Final = (
    b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEzBAABCAAdFiEE\n -----END PGP SIGNATURE-----"
)


@dataclass(frozen=True, slots=True)
class Canary:
    """A program that writes down that it was run, and the file in which it does."""

    program: Path
    sign: Path

    @classmethod
    def in_folder(cls, folder: Path) -> Canary:
        """Make the program."""
        program, sign = folder / "canary", folder / "fired"
        program.write_text(f"#!/bin/sh\necho \"$0 $*\" >>'{sign}'\nexit 1\n")
        program.chmod(0o755)
        return cls(program, sign)

    @property
    def has_fired(self) -> bool:
        """Whether somebody ran it."""
        return self.sign.exists()

    def is_quiet_again(self) -> None:
        """Forget that somebody ran it."""
        self.sign.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Armed:
    """What an attack needs to be told."""

    repo: RepoBuilder
    canary: Canary
    environment: dict[str, str] = field(default_factory=dict)
    """What the attack adds to the surroundings of whoever reads."""

    def configure(self, name: str, value: str = "") -> None:
        """Write a setting into the checkout's configuration; by default it names the canary."""
        program = str(self.canary.program)
        self.repo.git("config", name, value.replace("CANARY", program) or program)

    def hook(self, name: str, folder: str = ".git/hooks") -> None:
        """Let a hook be the canary."""
        place = self.repo.path / folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(self.canary.program)

    def attribute(self, line: str) -> None:
        """Write an attribute where no commit is needed."""
        self.repo.write(".git/info/attributes", f"{line}\n")


@dataclass(frozen=True, slots=True)
class Attack:
    """A way to arm a repository, and the words of plain git by which it fires."""

    arm: Callable[[Armed], None]
    naive: tuple[str, ...]
    stdin: bytes = b""


def run_naively(attack: Attack, armed: Armed) -> None:
    """Call plain git as the attack hopes that somebody will; whether git succeeds does not matter."""
    surroundings: Mapping[str, str] = {
        "PATH": os.environ["PATH"],
        "HOME": str(armed.canary.program.parent),
        **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "A"),
        **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "a@example.com"),
        **armed.environment,
    }
    subprocess.run(
        ["git", *attack.naive],
        cwd=armed.repo.path,
        env=surroundings,
        input=attack.stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )


def _settings(**values: str) -> Callable[[Armed], None]:
    """Arm by settings: `core__fsmonitor=""` names the canary, other values are taken as they are."""

    def arm(armed: Armed) -> None:
        for name, value in values.items():
            armed.configure(name.replace("__", "."), value)

    return arm


def _driver(attribute: str, **values: str) -> Callable[[Armed], None]:
    def arm(armed: Armed) -> None:
        _settings(**values)(armed)
        armed.attribute(attribute)
        path = armed.repo.path / "src/a.py"
        path.write_text(path.read_text() + "dirty\n")

    return arm


def _hook(name: str) -> Callable[[Armed], None]:
    return lambda armed: armed.hook(name)


def _hooks_path(armed: Armed) -> None:
    armed.hook("post-checkout", "evil")
    armed.configure("core.hooksPath", str(armed.repo.path / "evil"))


def _included(condition: str) -> Callable[[Armed], None]:
    def arm(armed: Armed) -> None:
        outside = armed.canary.program.parent / "outside.cfg"
        outside.write_text(f"[core]\n\tfsmonitor = {armed.canary.program}\n")
        armed.configure(condition, str(outside))

    return arm


def _signature(armed: Armed) -> None:
    armed.configure("gpg.program")
    armed.configure("log.showSignature", "true")
    repo = armed.repo
    who = b"author A <a@x> 1767225600 +0000\ncommitter A <a@x> 1767225600 +0000\n"
    tree = repo.git("write-tree").strip()
    repo.git("reset", "--quiet", repo.raw_commit(tree, [repo.head()], who + _SIGNED, b"Signed"))


def _alternates(armed: Armed) -> None:
    other = RepoBuilder(armed.repo.path.parent / "other")
    other.commit({"b": "1"})
    armed.repo.write(".git/objects/info/alternates", f"{other.path}/.git/objects\n")
    armed.configure("core.alternateRefsCommand", f"{armed.canary.program};:")
    armed.configure("remote.origin.url", str(other.path))


def _embedded(armed: Armed) -> None:
    armed.repo.git("init", "--quiet", "--bare", "src/inner")
    armed.repo.git("-C", "src/inner", "config", "core.bare", "false")
    armed.repo.git("-C", "src/inner", "config", "core.worktree", str(armed.repo.path))
    armed.repo.git("-C", "src/inner", "config", "core.fsmonitor", str(armed.canary.program))


def _git_file(armed: Armed) -> None:
    elsewhere = armed.repo.path.parent / "elsewhere.git"
    (armed.repo.path / ".git").rename(elsewhere)
    (armed.repo.path / ".git").write_text(f"gitdir: {elsewhere}\n")
    armed.configure("core.fsmonitor")


def _many_packs(armed: Armed) -> None:
    for number in range(3):
        armed.repo.commit({"packed": f"{number}"})
        armed.repo.git("repack", "-q", "-d")
    armed.hook("pre-auto-gc")


def _merge_driver(armed: Armed) -> None:
    repo = armed.repo
    armed.configure("merge.evil.driver", f"{armed.canary.program} %O %A %B")
    armed.attribute("* merge=evil")
    repo.branch("theirs", "HEAD~1")
    repo.commit({"src/a.py": "theirs\n"})
    repo.switch("main")


def _surroundings(**values: str) -> Callable[[Armed], None]:
    def arm(armed: Armed) -> None:
        for name, value in values.items():
            armed.environment[name] = value.replace("CANARY", str(armed.canary.program))

    return arm


def _git_dir(armed: Armed) -> None:
    other = RepoBuilder(armed.repo.path.parent / "other")
    other.commit({"b": "1"})
    other.git("config", "core.fsmonitor", str(armed.canary.program))
    armed.environment.update(GIT_DIR=f"{other.path}/.git", GIT_WORK_TREE=str(other.path))


def _exec_path(armed: Armed) -> None:
    folder = armed.repo.path.parent / "programs"
    folder.mkdir()
    (folder / "git-remote-https").symlink_to(armed.canary.program)
    armed.environment["GIT_EXEC_PATH"] = str(folder)


def _trace(armed: Armed) -> None:
    armed.environment.update(GIT_TRACE=str(armed.canary.sign), GIT_TRACE2=str(armed.canary.sign))


_CREDENTIAL: Final = b"protocol=https\nhost=example.com\n\n"

ATTACKS: Final[Mapping[str, Attack]] = {
    "core.fsmonitor": Attack(_settings(core__fsmonitor=""), ("status",)),
    "core.hooksPath": Attack(_hooks_path, ("checkout", "-q", "-B", "x")),
    "core.sshCommand": Attack(
        _settings(core__sshCommand="", remote__origin__url="ssh://h/r"), ("ls-remote", "origin")
    ),
    "core.gitProxy": Attack(
        _settings(core__gitProxy="", remote__origin__url="git://h/r"), ("ls-remote", "origin")
    ),
    "core.alternateRefsCommand": Attack(_alternates, ("fetch", "-q", "origin", "main")),
    "diff.external": Attack(_settings(diff__external=""), ("diff", "HEAD~1", "HEAD")),
    "diff.driver.command": Attack(
        _driver("* diff=evil", diff__evil__command=""), ("diff", "HEAD~1", "HEAD")
    ),
    "diff.driver.textconv": Attack(
        _driver("* diff=evil", diff__evil__textconv=""), ("log", "-p", "-1")
    ),
    "diff.driver.textconv of blame": Attack(
        _driver("* diff=evil", diff__evil__textconv=""), ("blame", "HEAD", "--", "src/a.py")
    ),
    "filter.driver.clean": Attack(_driver("* filter=evil", filter__evil__clean=""), ("diff",)),
    "filter.driver.smudge": Attack(
        _driver("* filter=evil", filter__evil__smudge=""), ("checkout", "--", "src/a.py")
    ),
    "filter.driver.process": Attack(_driver("* filter=evil", filter__evil__process=""), ("diff",)),
    "merge.driver": Attack(_merge_driver, ("merge", "theirs")),
    "gpg.program": Attack(_signature, ("log", "-1")),
    "credential.helper": Attack(
        _settings(credential__helper=""), ("credential", "fill"), stdin=_CREDENTIAL
    ),
    "ext:: address": Attack(
        _settings(protocol__ext__allow="always", remote__origin__url="ext::CANARY"),
        ("ls-remote", "origin"),
    ),
    "include.path": Attack(_included("include.path"), ("status",)),
    "includeIf": Attack(_included("includeIf.gitdir:**.path"), ("status",)),
    "embedded bare repository": Attack(_embedded, ("-C", "src/inner", "status")),
    ".git file": Attack(_git_file, ("status",)),
    "hook post-index-change": Attack(_hook("post-index-change"), ("reset", "-q")),
    "hook post-checkout": Attack(_hook("post-checkout"), ("checkout", "-q", "-B", "x")),
    "hook reference-transaction": Attack(
        _hook("reference-transaction"), ("update-ref", "refs/heads/x", "HEAD")
    ),
    "hook pre-commit": Attack(_hook("pre-commit"), ("commit", "--allow-empty", "-m", "x")),
    "hook pre-auto-gc": Attack(_many_packs, ("-c", "gc.autoPackLimit=1", "gc", "--auto")),
    "GIT_EXTERNAL_DIFF": Attack(
        _surroundings(GIT_EXTERNAL_DIFF="CANARY"), ("diff", "HEAD~1", "HEAD")
    ),
    "GIT_SSH_COMMAND": Attack(_surroundings(GIT_SSH_COMMAND="CANARY"), ("ls-remote", "ssh://h/r")),
    "GIT_CONFIG_COUNT": Attack(
        _surroundings(
            GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="core.fsmonitor", GIT_CONFIG_VALUE_0="CANARY"
        ),
        ("status",),
    ),
    "GIT_DIR": Attack(_git_dir, ("status",)),
    "GIT_EXEC_PATH": Attack(_exec_path, ("ls-remote", "https://127.0.0.1:9/r")),
    "GIT_TRACE": Attack(_trace, ("log", "-1")),
    "GIT_PROXY_COMMAND": Attack(
        _surroundings(GIT_PROXY_COMMAND="CANARY"), ("ls-remote", "git://h/r")
    ),
}
"""Every attack by the name of what it misuses."""
