"""Do users' patterns stay linear, and are the hostile ones refused?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.pattern import MAX_MATCHES, MAX_TEXT, Glob, Pattern, PatternRefused
from testing.capped_child import costs_of
from testing.hostile_text import hostile_patterns
from testing.pace import is_within


def test_pattern__hostile_ones__refused_or_linear() -> None:
    """Refused in one line, or 64 KiB in at most 50 ms and 64 MiB; each in a process of its own."""
    hostile = hostile_patterns()
    costs = costs_of("pattern", hostile, mib=64)
    for source, cost in zip(hostile, costs, strict=True):
        assert cost.said is not None, source
        assert "\n" not in cost.said, source
        assert cost.seconds <= 0.05, source
        assert cost.mib <= 64, source
    assert len([cost for cost in costs if cost.said]) == 17


def test_pattern__finds_nothing_empty() -> None:
    found = Pattern("(?P<key>T[0-9]*)|x").find("Txx" * 9)
    assert [match.text for match in found] == ["T"] * 9


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
    """At most 50 ms for 10,000 paths, however evil the glob."""
    glob = Glob("**/**/**/**/**/**/**/**/*a")
    paths = ["b/" * 30 + str(number) for number in range(10_000)]
    assert not any(map(glob.matches, paths))
    assert is_within(0.05, lambda: list(map(glob.matches, paths)))


@given(st.text(max_size=60))
def test_glob__matches_itself_when_it_is_plain(text: str) -> None:
    if not text.strip("/") or ".." in text or any(sign in text for sign in "*?/"):
        return
    assert Glob(text).matches(text)
