"""Does a name mean the component, the owner's part, or the folder that a person means by it?"""

from __future__ import annotations

import pytest

from teammemory_bot.domain.codeowners import parse_codeowners
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.named_part import PartSource, find_part
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
            "src/util/one/text.py",
            "src/util/two/one/text.py",
        ),
    )
)
COMPONENTS = (
    Component(name="Auth", paths=(Glob("src/auth/**"),)),
    Component(name="tokens", paths=(Glob("**/token.py"),)),
)


def test_find_part__configured_names_come_first() -> None:
    found = find_part("auth", PATHS, components=COMPONENTS)
    assert found is not None
    assert (found.name, found.source) == ("Auth", PartSource.COMPONENT)
    assert found.paths == ("src/auth/token.py", "src/auth/oauth/client.py")
    tokens = find_part("tokens", PATHS, components=COMPONENTS)
    assert tokens is not None
    assert tokens.paths == ("src/payment/token.py",)


def test_find_part__without_configuration_a_component_is_told_from_folders() -> None:
    found = find_part("payment", PATHS)
    assert found is not None
    assert (found.source, found.paths) == (PartSource.COMPONENT, ("src/payment/token.py",))


@pytest.mark.parametrize("name", ["@acme/pay", "acme/pay"])
def test_find_part__a_declared_owner_is_one(name: str) -> None:
    owners = parse_codeowners("*.py @someone\n/src/payment/ @acme/pay\n")
    found = find_part(name, PATHS, owners=owners)
    assert found is not None
    assert (found.source, found.paths) == (PartSource.OWNERS, ("src/payment/token.py",))


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("src/auth", "src/auth"),
        ("src/auth/", "src/auth"),
        ("SRC/Auth", "src/auth"),
        ("oauth", "src/auth/oauth"),
        ("src", "src"),
        ("two/one", "src/util/two/one"),
    ],
)
def test_find_part__a_folder_by_path_or_by_its_end(name: str, folder: str) -> None:
    found = find_part(name, PATHS)
    assert found is not None
    assert (found.name, found.source) == (folder, PartSource.FOLDER)
    assert found.paths == tuple(path for path in PATHS if path.startswith(f"{folder}/"))


@pytest.mark.parametrize("name", ["one", "nothing", "", "/", "token.py"])
def test_find_part__none_where_nothing_or_several_are_called_so(name: str) -> None:
    assert find_part(name, PATHS) is None
