"""As whom does the step run? `tests/end_to_end/test_image_run.py` shows it stepping down."""

from __future__ import annotations

import os

import pytest

from testing.action_stage import checkout, give_to_runner, step, world_of
from testing.github_server import github_server

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def test_step__stays_root_and_says_so_where_an_earlier_run_left_files_of_roots(tmp_path):
    repo = checkout(tmp_path / "workspace")
    give_to_runner(repo.path)
    (repo.path / ".teammemory").mkdir()
    with github_server(world=world_of(repo)) as github:
        ended = step(repo, github)
    assert ended.is_green, (ended.log, ended.errors)
    (said,) = [said for said in ended.log.annotations if "stays root" in said.message]
    assert said.level == "notice"


def test_step__says_nothing_where_root_owns_the_workspace(tmp_path):
    repo = checkout(tmp_path / "workspace")
    with github_server(world=world_of(repo)) as github:
        ended = step(repo, github)
    assert ended.is_green
    assert not [said for said in ended.log.annotations if "stays root" in said.message]
