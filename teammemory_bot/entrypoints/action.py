"""How does a workflow's step run? The runner's variables in, files and an exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from teammemory_bot.config.action_settings import ActionSettings, secrets_in
from teammemory_bot.entrypoints.step import run_step
from teammemory_bot.entrypoints.stepping_down import step_down
from teammemory_bot.publish.runner_files import save_outputs, save_summary
from teammemory_bot.support.errors import ExitCode, TeamMemoryError
from teammemory_bot.support.masking import Masking
from teammemory_bot.support.workflow_command import workflow_command

_SUMMARY_OF_FAILURE = "### Team memory: this run could not answer\n\nThe step's log says why.\n"


def main() -> None:
    """Run the step and end the process with its exit code."""
    sys.exit(run(os.environ))


def run(environ: Mapping[str, str]) -> int:
    """Run one step; every failure is one line of the log, never a traceback."""
    masking = Masking(secrets_in(environ))

    def say(kind: str, sentence: str, title: str = "TeamMemory") -> None:
        line = workflow_command(kind, masking.masked(sentence), title=masking.masked(title))
        print(line)  # noqa: T201  # the log is this program's voice

    settings = None
    try:
        settings = ActionSettings.from_environ(environ)
        objection = step_down(settings)
        if objection:
            say("notice", objection)
        return run_step(settings, say=say)
    except TeamMemoryError as error:
        say("error", str(error))
        _leave_word(settings)
        return error.exit_code
    except Exception as error:  # noqa: BLE001  # the last line of defence of the step
        # Type only: a message may quote a stranger or a secret.
        say("error", f"{type(error).__name__}: this is our own fault, please report it")
        _leave_word(settings)
        return ExitCode.OUR_FAULT


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
