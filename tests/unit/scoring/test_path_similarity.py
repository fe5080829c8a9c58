from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.scoring.path_similarity import DirectoryTree, similarity

parts = st.lists(st.sampled_from("abcd"), max_size=6)


def test_similarity__counts_shared_components() -> None:
    found = similarity(["src", "auth", "api", "token.py"], ["src", "auth", "token.py"])
    assert found == (2 / 4, 1 / 4, 2 / 4, 3 / 4)


def test_similarity__of_different_paths_is_nothing() -> None:
    assert similarity(["a", "b"], ["c"]) == (0.0, 0.0, 0.0, 0.0)


@given(st.lists(parts, max_size=8), parts.filter(bool))
def test_directory_tree__agrees_with_comparing_one_by_one(
    directories: list[list[str]], asked: list[str]
) -> None:
    tree = DirectoryTree()
    numbers = [tree.number("/".join(directory)) for directory in directories]
    alike = tree.similarities(asked)
    for number, directory in zip(numbers, directories, strict=True):
        assert alike[number] == similarity(asked, [*directory, "a-name-not-asked-about"])
