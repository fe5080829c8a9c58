"""How does a step with our action run, and what does the runner see of it?

`run_step` plays one step: it makes the folders and variables, starts the action by a launcher (the
module itself, or the built image), and reads back what it wrote.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from testing.runner.file_commands import (
    SUMMARY_LIMIT_BYTES,
    FileCommandRefused,
    parse_key_values,
)
from testing.runner.log_commands import Log, parse_log
from testing.warm_start import run_module

TOKEN: Final = "ghs_token_of_this_test"  # noqa: S105  # opens nothing
RUNNER_UID: Final = 1001
FILE_COMMANDS: Final = ("output", "env", "state", "path", "step_summary")
TIMEOUT_SECONDS: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the workflow and the event say about one step."""

    event_name: str
    event: Mapping[str, Any]
    workspace: Path
    api_url: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    action: Path = Path(__file__).parents[2] / "action.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """What the runner sees when the step has ended."""

    exit_code: int
    outputs: Mapping[str, str]
    summary: str | None
    """None: longer than the runner takes."""
    log: Log
    errors: tuple[str, ...]
    """What the runner itself had to complain about; any of them fails the step."""
    unknown_inputs: tuple[str, ...]

    @property
    def is_green(self) -> bool:
        """Whether the step succeeded."""
        return self.exit_code == 0 and not self.errors


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the runner keeps what it shares with the action, on the machine itself."""

    root: Path

    @property
    def home(self) -> Path:
        """The action's home."""
        return self.root / "_github_home"

    @property
    def workflow(self) -> Path:
        """The folder of the event file."""
        return self.root / "_github_workflow"

    @property
    def file_commands(self) -> Path:
        """The folder of `GITHUB_OUTPUT` and its like."""
        return self.root / "_runner_file_commands"


Launcher = Callable[[Step, Folders, Mapping[str, str]], Sequence[str]]
"""Returns the program to run; the variables are those of the machine, not yet translated."""


def run_step(step: Step, launcher: Launcher) -> StepResult:
    """Run one step to its end."""
    folders = Folders(Path(tempfile.mkdtemp(prefix="runner-")))
    try:
        return _run(step, launcher, folders)
    finally:
        shutil.rmtree(folders.root)


def _run(step: Step, launcher: Launcher, folders: Folders) -> StepResult:
    variables, unknown = prepare(step, folders)
    ended = run_module(
        launcher(step, folders, variables),
        environ=variables | _of_the_machine(),
        folder=step.workspace,
        seconds=TIMEOUT_SECONDS,
        is_merged=True,
    )
    return result_of(ended.code, ended.out, folders, unknown)


def prepare(step: Step, folders: Folders) -> tuple[dict[str, str], tuple[str, ...]]:
    """Make files and variables of a step; return these, and the inputs that there are not."""
    for folder in (folders.home, folders.workflow, folders.file_commands):
        folder.mkdir()
    (folders.workflow / "event.json").write_text(json.dumps(step.event), "utf-8")
    for name in FILE_COMMANDS:
        (folders.file_commands / name).touch()
    _give_to_runner(folders.root)
    inputs, unknown = _inputs(step)
    return _variables(step, folders) | inputs | dict(step.env), unknown


def _of_the_machine() -> dict[str, str]:
    """Return what the program that starts the action needs: not one of the action's variables."""
    return {
        name: text
        for name, text in os.environ.items()
        if name == "PATH" or name.startswith(("CONTAINERS_", "COVERAGE_"))
    }


def result_of(
    exit_code: int, output: str, folders: Folders, unknown: tuple[str, ...] = ()
) -> StepResult:
    """Return what the runner sees of a step that has ended."""
    errors: list[str] = []
    read: dict[str, dict[str, str]] = {}
    for name in ("output", "env", "state"):
        try:
            read[name] = parse_key_values((folders.file_commands / name).read_text("utf-8"))
        except FileCommandRefused as error:
            errors.append(f"{name}: {error}")
    if read.get("env") or read.get("state"):
        errors.append("the action writes variables for other steps")
    summary: str | None = (folders.file_commands / "step_summary").read_text("utf-8")
    if len((summary or "").encode()) > SUMMARY_LIMIT_BYTES:
        summary = None
    return StepResult(
        exit_code=exit_code,
        outputs=read.get("output", {}),
        summary=summary,
        log=parse_log(output, secrets=(TOKEN,)),
        errors=tuple(errors),
        unknown_inputs=unknown,
    )


def _inputs(step: Step) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return `INPUT_*` for every input, given or not: hyphens stay, case does not."""
    declared = yaml.safe_load(step.action.read_text("utf-8"))["inputs"]
    values = {
        name: _evaluated(str(step.inputs.get(name, each.get("default") or "")))
        for name, each in declared.items()
    }
    unknown = tuple(sorted(step.inputs.keys() - declared.keys()))
    return {f"INPUT_{n.replace(' ', '_').upper()}": text for n, text in values.items()}, unknown


def _evaluated(text: str) -> str:
    return re.sub(r"\$\{\{ *github\.token *\}\}", TOKEN, text)


def _variables(step: Step, folders: Folders) -> dict[str, str]:
    repository = step.event.get("repository") or {}
    name = repository.get("full_name", "octo/repo")
    pull = step.event.get("pull_request") or {}
    sender = (step.event.get("sender") or {}).get("login", "octocat")
    variables = {
        "HOME": folders.home,
        "GITHUB_ACTIONS": "true",
        "CI": "true",
        "GITHUB_WORKSPACE": step.workspace,
        "GITHUB_EVENT_PATH": folders.workflow / "event.json",
        "GITHUB_EVENT_NAME": step.event_name,
        "GITHUB_REPOSITORY": name,
        "GITHUB_REPOSITORY_ID": repository.get("id", 1),
        "GITHUB_REPOSITORY_OWNER": name.partition("/")[0],
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_API_URL": step.api_url,
        "GITHUB_GRAPHQL_URL": f"{step.api_url.rstrip('/')}/graphql",
        "GITHUB_SHA": pull.get("merge_commit_sha") or step.event.get("after") or "0" * 40,
        "GITHUB_REF": f"refs/pull/{pull['number']}/merge" if pull else "refs/heads/main",
        "GITHUB_HEAD_REF": (pull.get("head") or {}).get("ref", ""),
        "GITHUB_BASE_REF": (pull.get("base") or {}).get("ref", ""),
        "GITHUB_ACTOR": sender,
        "GITHUB_TRIGGERING_ACTOR": sender,
        "GITHUB_RUN_ID": "1658821493",
        "GITHUB_RUN_NUMBER": "1",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_JOB": "team-memory",
        "GITHUB_ACTION": "__run",
        "GITHUB_WORKFLOW": "Team memory",
        "RUNNER_OS": "Linux",
        "RUNNER_ARCH": "X64",
        "RUNNER_TEMP": folders.root,
        "RUNNER_ENVIRONMENT": "github-hosted",
    }
    files = {f"GITHUB_{each.upper()}": folders.file_commands / each for each in FILE_COMMANDS}
    return {key: str(text) for key, text in (variables | files).items()}


def _give_to_runner(root: Path) -> None:
    """Make the runner's own user the owner, as on GitHub's machines; only root can."""
    if os.geteuid() == 0:
        for path in (root, *root.rglob("*")):
            os.chown(path, RUNNER_UID, RUNNER_UID)
