"""On which stage does the action play? A checkout, an event and a world that belong together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from testing.github_server import GithubServer
from testing.github_world import World, user
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder
from testing.runner.launchers import as_program
from testing.runner.step import RUNNER_UID, Launcher, Step, StepResult, run_step
from testing.virtual_clock import VirtualClock

NUMBER: Final = 5
TITLE: Final = "Try something"
REPOSITORY: Final = {"id": 7, "full_name": "octo-org/tool", "default_branch": "main"}
MAIN: Final = "refs/remotes/origin/main"


def checkout(path: Path, *, others: Mapping[str, str] | None = None) -> RepoBuilder:
    """Return a checkout of a pull request as actions/checkout leaves it: remote branches, no local one.

    `others` are more files of the base.
    """
    repo = RepoBuilder(path)
    begun = {"src/token.py": "x = 1\n", **(others or {})}
    repo.commit(begun, subject="PROJ-1 Begin", by=ANA)
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


def know_people(world: World, repo: RepoBuilder) -> None:
    """Let GitHub know whose the commits are, so that people have logins."""
    logins = {ANA.name: "ana", BEN.name: "ben", CHI.name: "chi"}
    for line in repo.git("log", "--format=%H%x09%an%x09%ae", MAIN).splitlines():
        sha, name, email = line.split("\t")
        account = {"login": logins[name], "name": name}
        world.commits[sha] = {"name": name, "email": email, "user": account}
    world.pulls[NUMBER]["author"] = user("chi")
    world.permissions = {"ana": "write", "ben": "write"}


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


def without_the_change(repo: RepoBuilder, path: Path) -> RepoBuilder:
    """Return a checkout of the base alone: the commits of the pull request are not in it."""
    main = repo.git("rev-parse", MAIN).strip()
    repo.git("branch", "main", main)
    repo.git("clone", "--quiet", "--no-local", "--single-branch", "-b", "main", ".", str(path))
    repo.git("branch", "-D", "main")
    return RepoBuilder(path)  # making a repository again changes nothing in it


def tell_change(world: World, repo: RepoBuilder, *, head_repository: str) -> None:
    """Let GitHub tell what the pull request changes, in the form of its REST API."""
    base, head = repo.git("rev-parse", MAIN).strip(), repo.head()
    row = world.pulls[NUMBER]
    row.update(baseRefOid=base, headRepository=head_repository)
    row["restCommits"] = [_told_commit(repo, sha) for sha in _commits(repo, base, head)]
    row["restFiles"] = [
        _told_file(repo, base, head, name)
        for name in repo.git("diff", "--name-only", f"{base}...{head}").split()
    ]


def _commits(repo: RepoBuilder, base: str, head: str) -> list[str]:
    return repo.git("rev-list", "--reverse", f"{base}..{head}").split()


def _told_commit(repo: RepoBuilder, sha: str) -> dict[str, Any]:
    form = "%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B"
    parents, name, email, at, by, by_email, done_at, message = repo.git(
        "log", "-1", f"--format={form}", sha
    ).split("\n", 7)
    return {
        "sha": sha,
        "commit": {
            "message": message.rstrip("\n"),
            "author": {"name": name, "email": email, "date": at},
            "committer": {"name": by, "email": by_email, "date": done_at},
        },
        "parents": [{"sha": parent, "url": "https://github.test/x"} for parent in parents.split()],
    }


def _told_file(repo: RepoBuilder, base: str, head: str, name: str) -> dict[str, Any]:
    patch = repo.git("diff", f"{base}...{head}", "--", name).rstrip("\n")
    body = patch[patch.index("\n@@ ") + 1 :]
    added = sum(line.startswith("+") for line in body.split("\n"))
    deleted = sum(line.startswith("-") for line in body.split("\n"))
    return {
        "filename": name,
        "status": "modified",
        "additions": added,
        "deletions": deleted,
        "changes": added + deleted,
        "patch": body,
    }
