"""How is the action started: as a program of this machine, or in its image?"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from testing.runner.step import Folders, Launcher, Step

ISOLATED = ("-I", "-X", "utf8", "-m", "teammemory_bot.entrypoints.action")


def as_program(python: str = sys.executable) -> Launcher:
    """Start the entry point with a Python of this machine, as the composite action does."""

    def launch(step: Step, folders: Folders, variables: Mapping[str, str]) -> Sequence[str]:
        del step, folders, variables
        return (python, *ISOLATED)

    return launch


def in_image(image: str, *, engine: Sequence[str] = ("podman",)) -> Launcher:
    """Start the image as the runner does: its mounts, its variables, the image's own user."""

    def launch(step: Step, folders: Folders, variables: Mapping[str, str]) -> Sequence[str]:
        mounts = {
            str(folders.home): "/github/home",
            str(folders.workflow): "/github/workflow",
            str(folders.file_commands): "/github/file_commands",
            str(folders.root): "/github/runner_temp",
            str(step.workspace): "/github/workspace",
        }
        options = ["--rm", "--pull=never", "--network=host", "--workdir=/github/workspace"]
        options += [f"--volume={here}:{there}" for here, there in mounts.items()]
        options += [f"--env={key}={_translated(text, mounts)}" for key, text in variables.items()]
        return (*engine, "run", *options, image)

    return launch


def _translated(text: str, mounts: Mapping[str, str]) -> str:
    """Return a variable as the container sees it: host folders become mounted ones."""
    for here, there in mounts.items():
        if text == here or text.startswith(f"{here}/"):
            return there + text[len(here) :]
    return text
