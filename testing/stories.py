"""Which six pull requests show every tone of the comment? `make golden` writes them anew.

All but the last stand on the demo's year of work; the fork's is what its run leaves in the job summary,
since nothing of it may write to the pull request.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from testing.action_stage import checkout, pull_event, step, world_of
from testing.command_line import teammemory
from testing.demo_repository import AYSE, BURAK, GUIDE, SESSIONS, TOKENS, build_demo
from testing.github_server import github_server
from testing.repo_builder import Person, RepoBuilder

FOLDER: Final = Path(__file__).parents[1] / "tests" / "golden" / "stories"
NEWCOMER: Final = Person("Deniz Arslan", "deniz@example.com")
_ADDRESS: Final = "https://github.com/octo-org/tokens"
_BRANCH: Final = "story"
_LEDGER: Final = "src/payment/ledger.py"


def _first_time_contributor(repo: RepoBuilder) -> None:
    repo.branch(_BRANCH)
    _append(repo, TOKENS, "def peek(token):", "    return token.age")
    repo.commit(subject="PROJ-1250 Peek at a token's age", by=NEWCOMER)


def _hot_spot(repo: RepoBuilder) -> None:
    repo.branch(_BRANCH)
    _append(
        repo,
        SESSIONS,
        *(f"def end_{n}(s):\n    if s.age > {n}:\n        s.end()" for n in range(9)),
    )
    _append(
        repo, TOKENS, "def drop(token):", "    if token.session:", "        token.session = None"
    )
    repo.commit(subject="PROJ-1251 End sessions by age", by=BURAK)


def _one_person_file(repo: RepoBuilder) -> None:
    for number in range(6):
        repo.branch(f"ledger-{number}")
        _append(
            repo, _LEDGER, f"def entry_{number}(invoice):", f"    return invoice.total - {number}"
        )
        repo.commit(subject=f"PROJ-{1260 + number} Keep a ledger, part {number}", by=AYSE)
        repo.switch("main")
        repo.merge(
            f"ledger-{number}", number=390 + number, title=f"Keep a ledger, part {number}", by=AYSE
        )
    repo.branch(_BRANCH)
    _append(repo, _LEDGER, "def total(ledger):", "    return sum(ledger)")
    repo.commit(subject="PROJ-1270 Sum the ledger", by=BURAK)


def _docs_only(repo: RepoBuilder) -> None:
    repo.branch(_BRANCH)
    _append(repo, GUIDE, "Log out by closing the last window.")
    repo.commit(subject="Explain how to log out", by=BURAK)


def _renamed_package(repo: RepoBuilder) -> None:
    repo.branch(_BRANCH)
    for name in (TOKENS, SESSIONS):
        new = repo.path / name.replace("src/auth", "src/identity")
        new.parent.mkdir(parents=True, exist_ok=True)
        (repo.path / name).rename(new)
    repo.commit(subject="PROJ-1252 Call the package identity", by=AYSE)


_STORIES: Final[Mapping[str, Callable[[RepoBuilder], None]]] = {
    "first-time-contributor": _first_time_contributor,
    "hot-spot-file": _hot_spot,
    "one-person-file": _one_person_file,
    "docs-only": _docs_only,
    "renamed-package": _renamed_package,
}
FORK: Final = "fork"
NAMES: Final = (*_STORIES, FORK)


def story(name: str, folder: Path) -> str:
    """Return what the reader of a story's pull request is shown, as Markdown."""
    if name == FORK:
        return _summary_of_fork(folder)
    repo = build_demo(folder / "demo")
    repo.git("config", "remote.origin.url", _ADDRESS)
    _STORIES[name](repo)
    ended = teammemory(
        "--repo", repo.path, "--memory", folder / "memory.sqlite", "--quiet", "review",
        "--base", "main", "--head", _BRANCH, "--format", "markdown",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    return ended.out


def _summary_of_fork(folder: Path) -> str:
    repo = checkout(folder / "fork")
    with github_server(world=world_of(repo)) as github:
        ended = step(repo, github, payload=pull_event(repo, fork=True))
    assert ended.is_green, ended.log
    assert ended.summary is not None
    return ended.summary.partition("\n<details><summary>What this run did")[0]  # how long it took


def _append(repo: RepoBuilder, name: str, *lines: str) -> None:
    file = repo.path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text("utf-8") if file.exists() else ""
    file.write_text(before + "\n".join(lines) + "\n", "utf-8")


def rewrite() -> None:
    """Write the golden files anew."""
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            (FOLDER / f"{name}.md").write_text(story(name, Path(folder)), "utf-8")


if __name__ == "__main__":
    rewrite()
