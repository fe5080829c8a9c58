from __future__ import annotations

import pytest

from teammemory_bot.scoring.words import counted_path_words, path_words, title_words


def test_title_words__are_distinct_sorted_and_without_stop_words() -> None:
    assert title_words("Fix the Login race: login in OAuth2_flow, v2") == (
        "login",
        "oauth2_flow",
        "race",
    )


def test_title_words__stop_at_twenty() -> None:
    title = " ".join(f"word{chr(97 + i)}" for i in range(26))
    assert title_words(title) == tuple(f"word{chr(97 + i)}" for i in range(20))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("src/HTTPServer.py", ("http", "server", "src")),
        ("core/log4j.properties", ("core", "log", "properties")),
        ("a/bc/d.py", ()),
        ("my_file-name.Test.java", ("file", "java", "name", "test")),
    ],
)
def test_path_words__split_at_marks_and_camel_case(path: str, words: tuple[str, ...]) -> None:
    assert path_words(path) == words


def test_counted_path_words__count_paths_not_occurrences() -> None:
    assert counted_path_words(["auth/auth.py", "auth/token.py"]) == {"auth": 2, "token": 1}


def test_counted_path_words__look_at_the_first_sixty_paths() -> None:
    paths = [*(["old.py"] * 60), "new.py"]
    assert counted_path_words(paths) == {"old": 60}
