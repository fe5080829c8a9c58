"""On which stage does the action play? A checkout, an event and a world that belong together."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from testing.github_server import GithubServer
from testing.github_world import World
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder
from testing.runner.launchers import as_program
from testing.runner.step import RUNNER_UID, Launcher, Step, StepResult, run_step
from testing.virtual_clock import VirtualClock

NUMBER: Final = 5
TITLE: Final = "Try something"
REPOSITORY: Final = {"id": 7, "full_name": "octo-org/tool", "default_branch": "main"}
MAIN: Final = "refs/remotes/origin/main"


def checkout(path: Path) -> RepoBuilder:
    """Return a checkout of a pull request as actions/checkout leaves it: remote branches, no local one."""
    repo = RepoBuilder(path)
    repo.commit({"src/token.py": "x = 1\n"}, subject="PROJ-1 Begin", by=ANA)
    for number in range(1, NUMBER):
        repo.branch(f"topic-{number}")
        repo.commit(
            {"src/token.py": "".join(f"x = {n}\n" for n in range(number + 1))},
            subject=f"PROJ-{number} Case {number}",
            body="Reviewed-by: Ben Olsen <ben@example.com>",
            by=CHI,
        )
        repo.switch("main")
        repo.merge(f"topic-{number}", number=number, title=f"PROJ-{number} Case {number}", by=BEN)
    repo.branch("work")
    repo.commit({"src/token.py": "if x:\n    y = 2\n"}, subject=TITLE, by=CHI)
    repo.git("update-ref", MAIN, "main")
    repo.git("checkout", "--quiet", "--detach", "work")
    repo.git("branch", "-D", "main", "work")
    return repo


def world_of(repo: RepoBuilder) -> World:
    """Return a GitHub with the pull request of the checkout, open."""
    world = World(clock=VirtualClock())
    world.open_pull(NUMBER, title=TITLE, headRefOid=repo.head())
    return world


def pull_event(
    repo: RepoBuilder, *, title: str = TITLE, fork: bool = False, action: str = "opened"
) -> dict[str, Any]:
    """Return the payload of an event of the pull request."""
    home = {"full_name": REPOSITORY["full_name"]}
    return {
        "action": action,
        "number": NUMBER,
        "repository": REPOSITORY,
        "pull_request": {
            "number": NUMBER,
            "title": title,
            "body": "Because.",
            "draft": False,
            "labels": [],
            "user": {"login": "chi"},
            "base": {"ref": "main", "sha": repo.git("rev-parse", MAIN).strip(), "repo": home},
            "head": {
                "ref": "work",
                "sha": repo.head(),
                "repo": {"full_name": "stranger/tool"} if fork else home,
            },
        },
    }


def give_to_runner(path: Path) -> None:
    """Let a folder belong to the runner's user, as on GitHub's machines; only root can."""
    if os.geteuid() == 0:
        for each in (path, *path.rglob("*")):
            os.chown(each, RUNNER_UID, RUNNER_UID, follow_symlinks=False)


def step(
    repo: RepoBuilder,
    github: GithubServer,
    *,
    name: str = "pull_request",
    payload: dict[str, Any] | None = None,
    launcher: Launcher | None = None,
    **inputs: str,
) -> StepResult:
    """Run one step of the action on the stage."""
    return run_step(
        Step(
            event_name=name,
            event=payload if payload is not None else pull_event(repo),
            workspace=repo.path,
            api_url=github.url,
            inputs={key.replace("_", "-"): text for key, text in inputs.items()},
        ),
        launcher or as_program(),
    )
