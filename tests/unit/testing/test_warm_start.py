"""Is a forked run what a run of its own would be?"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from testing.warm_start import run_module

PROGRAM = """
import os, sys, time
if sys.argv[1:] == ["wait"]:
    time.sleep(600)
print(os.getcwd(), os.environ["ONLY"], "HOME" in os.environ, time.tzname[0], sys.stdin.read())
print("worse", file=sys.stderr)
os.environ["LEFT"] = "behind"
sys.exit(7 if "LEFT_BEFORE" not in os.environ else 8)
"""


@pytest.fixture
def environ(tmp_path, monkeypatch):
    """What a run needs to find the program."""
    (tmp_path / "warm_started_program.py").write_text(PROGRAM, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    kept = {name: text for name, text in os.environ.items() if name.startswith(("LC_", "LANG"))}
    return {**kept, "ONLY": "this", "TZ": "XYZ-3", "PATH": os.environ["PATH"]}


COMMAND = (sys.executable, "-m", "warm_started_program")


def test_run__has_its_own_folder_environment_and_streams(tmp_path, environ):
    for _ in range(2):  # the second sees nothing of what the first did
        ended = run_module(COMMAND, environ=environ, folder=tmp_path)
        assert ended.code == 7
        assert ended.out == f"{tmp_path} this False XYZ \n"
        assert ended.err == "worse\n"
    merged = run_module(COMMAND, environ=environ, folder=tmp_path, is_merged=True)
    assert (sorted(merged.out.splitlines())[-1], merged.err) == ("worse", "")


def test_run__that_takes_too_long_is_killed(tmp_path, environ):
    with pytest.raises(subprocess.TimeoutExpired):
        run_module((*COMMAND, "wait"), environ=environ, folder=tmp_path, seconds=0.1)


def test_run__that_asks_for_another_interpreter_gets_one(tmp_path, environ):
    (tmp_path / "seed.py").write_text("import sys; print(sys.flags.hash_randomization)", "utf-8")
    words = (sys.executable, "-m", "seed")
    ended = run_module(words, environ={**environ, "PYTHONHASHSEED": "0"}, folder=tmp_path)
    assert (ended.code, ended.out) == (0, "0\n"), ended.err
