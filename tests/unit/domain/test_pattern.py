"""Do users' patterns stay linear, and are the hostile ones refused?"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.pattern import MAX_MATCHES, MAX_TEXT, Glob, Pattern, PatternRefused

SLOW = ["[ab]*a[ab]{80}c", "(a|b)*a(a|b){100}c", "(.+){30}c", "(?s)a(.*x.*){5}c|a", "(a?){60}a{60}"]
HOSTILE = json.loads((Path(__file__).parents[2] / "data/hostile/patterns.json").read_text("utf-8"))
HOSTILE += [{"id": source, "pattern": source} for source in SLOW]


def refusal(source: str) -> str:
    """Return why a pattern is refused; empty: it is not."""
    try:
        Pattern(source)
    except PatternRefused as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile["id"])
def test_pattern__is_refused_or_linear(hostile: dict[str, str]) -> None:
    """Refused in one line, or 64 KiB in at most 50 ms (the best of three)."""
    if reason := refusal(hostile["pattern"]):
        assert "\n" not in reason
        return
    pattern = Pattern(hostile["pattern"])
    for piece in ("A", "a", " ", "x", "ab", "aab ", "a\n", "😀"):
        text = (piece * MAX_TEXT)[:MAX_TEXT]
        took = []
        for _ in range(3):
            began = time.process_time()
            assert all(found.text for found in pattern.find(text))
            took.append(time.process_time() - began)
        assert min(took) <= 0.05


@pytest.mark.parametrize(
    "source",
    ["", "a*", "^", "$", "(", "(a)\\1", "(?=x)", "a)(b", "a" * 501, "a{1000}{1000}", "\\pL{200}"],
)
def test_pattern__refuses_what_cannot_run(source: str) -> None:
    with pytest.raises(PatternRefused):
        Pattern(source)


def test_pattern__finds_its_group_and_its_place() -> None:
    pattern = Pattern(r"ticket[ :]+(?P<key>T[0-9]+)")
    assert [tuple(found) for found in pattern.find("é ticket: T12, ticket T7")] == [
        ("T12", 10),
        ("T7", 22),
    ]


def test_pattern__is_bounded() -> None:
    assert len(list(Pattern("a").find("a" * 1_000))) == MAX_MATCHES
    assert list(Pattern("b").find("a" * MAX_TEXT + "b")) == []


def test_pattern__finds_across_its_windows() -> None:
    text = "filler " * 1_000 + "T12\n" + "filler\n" * 1_000 + "T13"
    assert [found.text for found in Pattern("^?T[0-9]+$").find(text)] == ["T12", "T13"]
    assert all(text[start:].startswith(key) for key, start in Pattern("T[0-9]+").find(text))


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("docs/", "docs/a/b.md", True),
        ("docs/**", "docs/a", True),
        ("docs/**", "docs", False),
        ("*.md", "a/b/x.md", True),
        ("*.md", "a.md/x", False),
        ("src/*/x.py", "src/a/x.py", True),
        ("src/*/x.py", "src/a/b/x.py", False),
        ("src/**/x.py", "src/x.py", True),
        ("src/**/x.py", "src/a/b/x.py", True),
        ("release/*", "release/1.2", True),
        ("main", "main", True),
        ("main", "domain", False),
        ("a+b(c)", "a+b(c)", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
    ],
)
def test_glob__matches_as_in_gitignore(glob: str, path: str, matches: bool) -> None:  # noqa: FBT001
    assert Glob(glob).matches(path) is matches


@pytest.mark.parametrize("source", ["", "/", "../../**", "a/../b", "x" * 501])
def test_glob__refuses_what_leads_nowhere(source: str) -> None:
    with pytest.raises(PatternRefused):
        Glob(source)


def test_glob__takes_ten_thousand_paths_in_no_time() -> None:
    """At most 50 ms for 10,000 paths, however evil the glob (the best of three)."""
    glob = Glob("**/**/**/**/**/**/**/**/*a")
    paths = ["b/" * 30 + str(number) for number in range(10_000)]
    took = []
    for _ in range(3):
        began = time.process_time()
        assert not any(glob.matches(path) for path in paths)
        took.append(time.process_time() - began)
    assert min(took) <= 0.05


@given(st.text(max_size=60))
def test_glob__matches_itself_when_it_is_plain(text: str) -> None:
    if not text.strip("/") or ".." in text or any(sign in text for sign in "*?/"):
        return
    assert Glob(text).matches(text)
