"""How does a workflow's step run? The runner's variables in, files and an exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from teammemory_bot.config.action_settings import ActionSettings
from teammemory_bot.entrypoints.step import run_step
from teammemory_bot.entrypoints.stepping_down import step_down
from teammemory_bot.publish.runner_files import save_outputs, save_summary
from teammemory_bot.support.errors import ExitCode, TeamMemoryError
from teammemory_bot.support.workflow_command import workflow_command

_SUMMARY_OF_FAILURE = "### Team memory: this run could not answer\n\nThe step's log says why.\n"


def main() -> None:
    """Run the step and end the process with its exit code."""
    sys.exit(run(os.environ))


def run(environ: Mapping[str, str]) -> int:
    """Run one step; every failure is one line of the log, never a traceback."""
    settings = None
    try:
        settings = ActionSettings.from_environ(environ)
        objection = step_down(settings)
        if objection:
            _say("notice", objection)
        return run_step(settings, say=_say)
    except TeamMemoryError as error:
        print(workflow_command("error", str(error), title="TeamMemory"))  # noqa: T201  # the log
        _leave_word(settings)
        return error.exit_code
    except Exception as error:  # noqa: BLE001  # the last line of defence of the step
        # Type only: a message may quote a stranger or a secret.
        words = f"{type(error).__name__}: this is our own fault, please report it"
        print(workflow_command("error", words, title="TeamMemory"))  # noqa: T201  # the log
        _leave_word(settings)
        return ExitCode.OUR_FAULT


def _say(kind: str, sentence: str, title: str = "TeamMemory") -> None:
    print(workflow_command(kind, sentence, title=title))  # noqa: T201  # the log is this program's voice


def _leave_word(settings: ActionSettings | None) -> None:
    """Say in the summary and the outputs that there is no answer, if the runner can be told."""
    if settings is None:
        return
    if settings.summary_file is not None:
        save_summary(settings.summary_file, _SUMMARY_OF_FAILURE)
    if settings.output_file is not None:
        save_outputs(settings.output_file, {"result": "unknown"})


if __name__ == "__main__":
    main()
