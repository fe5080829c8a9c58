"""Is a file's component the one that the team, the owners or the folders say?"""

from __future__ import annotations

import pytest

from teammemory_bot.domain.codeowners import parse_codeowners
from teammemory_bot.domain.component import ComponentSource, component_of, find_component
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.pattern import Glob
from teammemory_bot.domain.policy import Component

PATHS = tuple(
    map(
        RepoPath,
        (
            "setup.py",
            "src/auth/token.py",
            "src/auth/oauth/client.py",
            "src/payment/token.py",
            "lib/util/text.py",
            "src/util/text.py",
        ),
    )
)
COMPONENTS = (
    Component(name="Auth", paths=(Glob("src/auth/**"),)),
    Component(name="tokens", paths=(Glob("**/token.py"),)),
)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/auth/token.py", "Auth"),
        ("src/payment/token.py", "tokens"),
        ("src/util/text.py", "src/util"),
        ("setup.py", ""),
    ],
)
def test_component_of__first_configured_then_folder(path: str, name: str) -> None:
    assert component_of(RepoPath(path), COMPONENTS) == name


def test_find_component__configured_names_come_first() -> None:
    found = find_component("auth", PATHS, components=COMPONENTS)
    assert found is not None
    assert (found.name, found.source) == ("Auth", ComponentSource.CONFIGURATION)
    assert found.paths == ("src/auth/token.py", "src/auth/oauth/client.py")
    tokens = find_component("tokens", PATHS, components=COMPONENTS)
    assert tokens is not None
    assert tokens.paths == ("src/payment/token.py",)


@pytest.mark.parametrize("name", ["@acme/pay", "acme/pay"])
def test_find_component__a_declared_owner_is_one(name: str) -> None:
    owners = parse_codeowners("*.py @someone\n/src/payment/ @acme/pay\n")
    found = find_component(name, PATHS, owners=owners)
    assert found is not None
    assert (found.source, found.paths) == (ComponentSource.OWNERS, ("src/payment/token.py",))


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("src/auth", "src/auth"),
        ("src/auth/", "src/auth"),
        ("SRC/Auth", "src/auth"),
        ("auth", "src/auth"),
        ("oauth", "src/auth/oauth"),
        ("src", "src"),
    ],
)
def test_find_component__a_folder_by_path_or_last_part(name: str, folder: str) -> None:
    found = find_component(name, PATHS)
    assert found is not None
    assert (found.name, found.source) == (folder, ComponentSource.FOLDER)
    assert found.paths == tuple(path for path in PATHS if path.startswith(f"{folder}/"))


@pytest.mark.parametrize("name", ["util", "nothing", "", "/", "token.py"])
def test_find_component__none_where_nothing_or_several_are_called_so(name: str) -> None:
    assert find_component(name, PATHS) is None
