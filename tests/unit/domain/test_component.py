"""Which part of the code does a file belong to?"""

from __future__ import annotations

import pytest

from teammemory_bot.domain.component import ROOT, ComponentMap
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.pattern import Glob
from teammemory_bot.domain.policy import Component

SERVICE = ("src/auth/token.py", "src/payment/card.py", "infra/deploy.py", "setup.py")
PACKAGE = tuple(
    f"app_name/{part}/m{n}.py" for part in ("worker", "backends", "utils") for n in range(4)
)


def component(paths: tuple[str, ...], path: str) -> str:
    return ComponentMap(map(RepoPath, paths)).of(RepoPath(path))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/auth/token.py", "auth"),
        ("tests/auth/test_token.py", "auth"),
        ("tests/unit/auth/test_token.py", "auth"),
        ("infra/deploy.yml", "infra"),
        ("setup.py", ROOT),
        ("src/main.py", "src"),
    ],
)
def test_component__is_the_first_telling_folder(path: str, name: str) -> None:
    assert component(SERVICE, path) == name


def test_component__enters_the_folder_that_holds_most_of_the_code() -> None:
    assert component(PACKAGE, "app_name/worker/pool.py") == "worker"
    assert component(PACKAGE, "app_name/__init__.py") == "app_name"
    assert component(PACKAGE, "extra/tool.py") == "extra"


def test_component__is_what_the_team_says_and_the_first_one_wins() -> None:
    configured = (
        Component(name="login", paths=(Glob("src/auth/**"),)),
        Component(name="all", paths=(Glob("src/**"),)),
    )
    named = ComponentMap([], configured)
    assert named.is_configured
    assert named.of(RepoPath("src/auth/token.py")) == "login"
    assert named.of(RepoPath("src/payment/card.py")) == "all"
    assert named.of(RepoPath("infra/deploy.yml")) == ""
