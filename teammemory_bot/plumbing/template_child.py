"""Who runs a team's own template? A process of its own, which is stopped when it takes too long."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from teammemory_bot.support.errors import TeamMemoryError

MAX_SECONDS: Final = 2.0
_START: Final = 1.5
"""Seconds that an interpreter may take to start on a busy machine, before the template's own time."""
_PROGRAM: Final = "teammemory_bot.render.user_template"
_MAX_ANSWER: Final = 4_000_000


class TemplateRefused(TeamMemoryError):
    """The team's own template could not be rendered within its limits."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the comment template of the base branch was not used: {reason}")


def run_template(source: str, slots_as_json: str) -> str:
    """Return what a template makes of the slots, rendered in a child without any rights of ours."""
    asked = json.dumps({"template": source, "slots": slots_as_json}).encode("ascii")
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program of ours; the template is data
            [sys.executable, "-I", "-X", "utf8", "-m", _PROGRAM],
            input=asked,
            capture_output=True,
            env={},
            timeout=MAX_SECONDS + _START,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TemplateRefused("it took too long") from error
    except OSError as error:
        raise TemplateRefused("no process could be started for it") from error
    if done.returncode != 0 or len(done.stdout) > _MAX_ANSWER:
        raise TemplateRefused("it needed more time or memory than it may have")
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise TemplateRefused("its process ended without an answer") from error
    if "text" not in answer:
        raise TemplateRefused(str(answer.get("error", "no reason given")))
    return str(answer["text"])
