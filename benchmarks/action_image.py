"""How long does the action take from the start of its container to its end, with a warm memory?

    . build/image/env                              # after `make image`
    python benchmarks/action_image.py [REPOSITORY] [--commits N]

A copy of the repository (without one, a made-up history of 20,000 commits) is the workspace. A push brings the memory
up to date; then the newest commit is reviewed as a pull request, five times, without a token: no network at all. With
a token the same is asked of a GitHub on this machine, and the time that it took to answer is told apart. Beside it
stands an empty container of the same run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from testing.action_stage import MAIN, NUMBER, REPOSITORY, give_to_runner
from testing.github_server import github_server
from testing.github_world import World
from testing.repo_builder import RepoBuilder
from testing.runner.launchers import in_image
from testing.runner.step import TOKEN, Launcher, Step, StepResult, run_step
from testing.virtual_clock import VirtualClock

COMMITS = 20_000
RUNS = 5
FILES, PEOPLE = 600, 40
FIRST_TIME = 1_600_000_000

T = TypeVar("T")


def main() -> None:
    """Build the workspace, warm the memory, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("repository", nargs="?", type=Path)
    parser.add_argument("--commits", type=int, default=COMMITS)
    options = parser.parse_args()
    image, engine = _image()
    launcher = in_image(image, engine=(engine,))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workspace"
        if options.repository:
            source = str(options.repository)
            subprocess.run(["git", "clone", "-q", "--no-local", "-n", source, path], check=True)
        repo = RepoBuilder(path)
        if not options.repository:
            repo.git("fast-import", "--quiet", stdin=_made_up(options.commits))
        repo.git("update-ref", MAIN, "HEAD~1")
        count = int(repo.git("rev-list", "--count", MAIN))
        give_to_runner(path)
        pushed = {"ref": "refs/heads/main", "repository": REPOSITORY}
        first, _ = _timed(lambda: _run(repo, launcher, "push", pushed, token=""))
        _print(f"{count:,} commits; the first run, which reads them", [first])
        times = []
        for _ in range(RUNS):
            seconds, ended = _timed(
                lambda: _run(repo, launcher, "pull_request", _event(repo), token="")
            )
            times.append(seconds)
            assert ended.summary
        _print("review without network, container included", times)
        _with_network(repo, launcher)
    empty = [engine, "run", "--rm", "--network=host", "--entrypoint=true", image]
    _print(
        "an empty container of this image",
        [_timed(lambda: subprocess.run(empty, check=True))[0] for _ in range(RUNS)],
    )


def _image() -> tuple[str, str]:
    if "TEAMMEMORY_TEST_IMAGE" not in os.environ:
        print("skipped: `make image`, then `. build/image/env`")
        sys.exit(0)
    return os.environ["TEAMMEMORY_TEST_IMAGE"], os.environ["TEAMMEMORY_TEST_ENGINE"]


def _with_network(repo: RepoBuilder, launcher: Launcher) -> None:
    world = World(clock=VirtualClock())
    world.open_pull(NUMBER, title="Measure", headRefOid=repo.head())
    times, calls = [], 0
    with github_server(world=world) as github:
        for _ in range(RUNS):
            before = len(github.seen)
            seconds, _ = _timed(
                lambda: _run(
                    repo, launcher, "pull_request", _event(repo), token=TOKEN, url=github.url
                )
            )
            times.append(seconds)
            calls = len(github.seen) - before
    _print(f"with {calls} calls to a GitHub on this machine, its answers included", times)


def _run(
    repo: RepoBuilder,
    launcher: Launcher,
    name: str,
    event: dict[str, Any],
    *,
    token: str,
    url: str = "http://127.0.0.1:9",
) -> StepResult:
    ended = run_step(
        Step(
            event_name=name,
            event=event,
            workspace=repo.path,
            api_url=url,
            inputs={"github-token": token},
        ),
        launcher,
    )
    if ended.exit_code:
        sys.exit(f"the run failed: {ended.log}")
    return ended


def _event(repo: RepoBuilder) -> dict[str, Any]:
    home = {"full_name": REPOSITORY["full_name"]}
    return {
        "action": "synchronize",
        "number": NUMBER,
        "repository": REPOSITORY,
        "pull_request": {
            "number": NUMBER,
            "title": "Measure",
            "body": "Because.",
            "user": {"login": "somebody"},
            "base": {"ref": "main", "sha": repo.git("rev-parse", MAIN).strip(), "repo": home},
            "head": {"ref": "work", "sha": repo.head(), "repo": home},
        },
    }


def _made_up(commits: int) -> bytes:
    """Return a history as `git fast-import` reads it: people with areas of their own, and reviewers."""
    lines: list[str] = []
    for number in range(commits):
        who, reviewer = number * 7 % PEOPLE, (number * 11 + 3) % PEOPLE
        at = f"{FIRST_TIME + number * 9_000} +0000"
        message = (
            f"PROJ-{number % 900 + 1} {'Fix' if number % 6 == 0 else 'Extend'} part {number % 97}\n\n"
            f"Reviewed-by: Person {reviewer} <p{reviewer}@example.com>\n"
        )
        signature = f"Person {who} <p{who}@example.com> {at}"
        lines += [
            "commit refs/heads/main",
            f"author {signature}",
            f"committer {signature}",
            f"data {len(message)}",
            message,
        ]
        for step in range(1 + number % 3):
            file = (who * 15 + number * 13 + step * 29) % FILES
            content = "".join(f"if x == {number + line}:\n    y = {line}\n" for line in range(8))
            lines += [
                f"M 100644 inline src/area{file % 20}/file{file}.py",
                f"data {len(content)}",
                content,
            ]
    return ("\n".join(lines) + "\n").encode()


def _timed(what: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = what()
    return time.perf_counter() - start, result


def _print(what: str, seconds: list[float]) -> None:
    print(f"{what}: median {median(seconds):.2f} s, least {min(seconds):.2f} s", flush=True)


if __name__ == "__main__":
    main()
