"""Is the starter file right as it stands, and also with everything switched on?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.config.model import RepositoryConfig
from teammemory_bot.config.reading import read_config
from teammemory_bot.config.starter import StarterFacts, starter_text

FITTED = StarterFacts(
    default_branch="trunk",
    projects=("PROJ", "WEB"),
    changes=200,
    with_key=150,
    keyless_prefixes=("MINOR",),
    folders=("src/auth", "src/payment"),
)


def switched_on(text: str) -> bytes:
    """Return the file with each commented key uncommented."""
    lines = [
        line[1:] if line[:1] == "#" and line[1:2] != " " else line for line in text.split("\n")
    ]
    lines = [line[1:] if line.startswith("#  ") else line for line in lines]
    return "\n".join(lines).encode()


def test_starter__switches_on_only_what_was_seen() -> None:
    assert read_config(starter_text(StarterFacts()).encode()) == RepositoryConfig()
    config = read_config(starter_text(FITTED).encode())
    assert config.issue_keys.projects == ["PROJ", "WEB"]
    assert config.model_fields_set == {"version", "issue_keys"}


@pytest.mark.parametrize("facts", [StarterFacts(), FITTED], ids=["empty", "fitted"])
def test_starter__shows_every_key_and_each_can_be_switched_on(facts: StarterFacts) -> None:
    config = read_config(switched_on(starter_text(facts)))
    assert config.model_fields_set == set(RepositoryConfig.model_fields)
    for name in ("issue_keys", "limits", "exempt", "skip", "reviewers", "identities", "jira"):
        section = getattr(config, name)
        assert section.model_fields_set == set(type(section).model_fields)


def test_starter__is_fitted_to_the_repository() -> None:
    config = read_config(switched_on(starter_text(FITTED)))
    assert config.base_branches == ["trunk"]
    assert config.components == {"auth": ["src/auth/**"], "payment": ["src/payment/**"]}
    assert config.exempt.title_prefixes == ["MINOR"]
    assert "150 of the last 200 changes name an issue" in starter_text(FITTED)


@given(st.lists(st.text(min_size=1, max_size=12), max_size=4), st.text(min_size=1, max_size=20))
def test_starter__stays_a_valid_file_whatever_folders_are_called(
    folders: list[str], branch: str
) -> None:
    read_config(starter_text(StarterFacts(default_branch=branch, folders=tuple(folders))).encode())
