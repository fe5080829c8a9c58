"""Does our stand-in for GitHub's runner read what an action writes as the runner does?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from testing.runner.file_commands import FileCommandRefused, parse_key_values
from testing.runner.launchers import in_image
from testing.runner.log_commands import parse_log
from testing.runner.step import TOKEN, Folders, Launcher, Step, StepResult, run_step


class TestFileCommands:
    def test_lines_and_blocks__are_read(self) -> None:
        text = "a=1\nb<<END\nx=2\n\ny<<z\nEND\nc=d=e<<f\n"
        assert parse_key_values(text) == {"a": "1", "b": "x=2\n\ny<<z", "c": "d=e<<f"}

    def test_whichever_comes_first__decides(self) -> None:
        assert parse_key_values("a=b<<c\n") == {"a": "b<<c"}
        assert parse_key_values("a<<=\n1\n=\n") == {"a": "1"}

    @pytest.mark.parametrize("text", ["word\n", "=1\n", "a<<\n1\n\n", "a<<E\n1\n", "a<<E\n1\n E\n"])
    def test_broken_text__is_refused(self, text: str) -> None:
        with pytest.raises(FileCommandRefused):
            parse_key_values(text)


class TestLog:
    def test_annotation__is_unescaped_with_its_place(self) -> None:
        log = parse_log("  ::error file=a%2Cb.py,line=3::50%25%0Adone\nplain\n")
        (only,) = log.annotations
        assert (only.level, only.message) == ("error", "50%\ndone")
        assert only.properties == {"file": "a,b.py", "line": "3"}
        assert log.lines == ["plain"]

    def test_text_between_stop_and_its_token__is_only_printed(self) -> None:
        log = parse_log("::stop-commands::t0\n::error::no\n::t0::\n::warning::yes\n")
        assert [each.message for each in log.annotations] == ["yes"]

    def test_more_than_ten_of_a_level__are_not_shown(self) -> None:
        log = parse_log("::notice::n\n" * 12 + "::error::e\n")
        assert len(log.annotations) == 13
        assert [each.level for each in log.shown()] == ["error"] + ["notice"] * 10

    def test_masked_text__is_hidden_from_the_first_line_on(self) -> None:
        log = parse_log("my secret\n::add-mask::secret\n")
        assert log.lines == ["my ***"]

    def test_unknown_command__is_printed(self) -> None:
        assert parse_log("::shout::a\n").lines == ["::shout::a"]


def _script(code: str) -> Launcher:
    return lambda *_: (sys.executable, "-c", f"import os\n{code}")


@pytest.fixture
def play(tmp_path: Path) -> Callable[..., StepResult]:
    def run(launcher: Launcher, **inputs: str) -> StepResult:
        step = Step(
            event_name="pull_request",
            event={"pull_request": {"number": 7}, "repository": {"full_name": "a/b", "id": 5}},
            workspace=tmp_path,
            api_url="http://127.0.0.1:1",
            inputs=inputs,
        )
        return run_step(step, launcher)

    return run


class TestStep:
    def test_inputs__come_given_or_by_default_with_their_hyphens(
        self, play: Callable[..., StepResult]
    ) -> None:
        code = (
            "import json; e = {k: v for k, v in os.environ.items() if k.startswith('INPUT_')}\n"
            "open(os.environ['GITHUB_STEP_SUMMARY'], 'w').write(json.dumps(e))"
        )
        result = play(_script(code), mode="gate", typo="1")
        seen = json.loads(result.summary or "")
        assert seen["INPUT_MODE"] == "gate"
        assert seen["INPUT_GITHUB-TOKEN"] == TOKEN
        assert seen["INPUT_FAIL-ON"] == ""
        assert result.unknown_inputs == ("typo",)

    def test_outputs_log_and_exit_code__are_read_back(
        self, play: Callable[..., StepResult]
    ) -> None:
        code = (
            "open(os.environ['GITHUB_OUTPUT'], 'a').write('result=pass\\n')\n"
            "print(os.environ['GITHUB_REF'], os.environ['INPUT_GITHUB-TOKEN']); raise SystemExit(1)"
        )
        result = play(_script(code))
        assert (result.exit_code, result.is_green) == (1, False)
        assert result.outputs == {"result": "pass"}
        assert result.log.lines == ["refs/pull/7/merge ***"]

    def test_broken_output__fails_a_step_that_ended_well(
        self, play: Callable[..., StepResult]
    ) -> None:
        result = play(_script("open(os.environ['GITHUB_OUTPUT'], 'a').write('a<<E\\n1\\n')"))
        assert result.exit_code == 0
        assert not result.is_green

    def test_summary__over_the_limit_is_dropped(self, play: Callable[..., StepResult]) -> None:
        code = "open(os.environ['GITHUB_STEP_SUMMARY'], 'w').write('x' * (1024 * 1024 + {}))"
        assert play(_script(code.format(1))).summary is None
        assert len(play(_script(code.format(0))).summary or "") == 1024 * 1024

    def test_image__sees_the_mounted_folders_under_their_names_inside(self, tmp_path: Path) -> None:
        step = Step(event_name="push", event={}, workspace=tmp_path, api_url="http://127.0.0.1:1")
        folders = Folders(tmp_path / "temp")
        variables = {"A": f"{folders.file_commands}/output", "B": str(tmp_path), "C": "/else"}
        command = in_image("localhost/x")(step, folders, variables)
        assert command[:2] == ("podman", "run")
        assert command[-1] == "localhost/x"
        assert "--env=A=/github/file_commands/output" in command
        assert "--env=B=/github/workspace" in command
        assert "--env=C=/else" in command
