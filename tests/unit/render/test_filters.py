"""What do the two doors let through, and in which form?"""

from __future__ import annotations

import ast
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import teammemory_bot
from teammemory_bot.domain.marker import Marker
from teammemory_bot.render.filters import (
    BREAK,
    MAX_VALUE,
    NOTHING,
    SPACE,
    Safe,
    md_code,
    md_join,
    md_link,
    md_marker,
    md_text,
    one_line,
    slots_as_json,
    slots_from_json,
)
from testing.github_markdown import Rendered

VISIBLE_FORMAT = {"\u0600", "\u0601", "\u0602", "\u0603", "\u0604", "\u0605", "\u06dd", "\u070f"}
VISIBLE_FORMAT |= {"\u0890", "\u0891", "\u08e2", "\U000110bd", "\U000110cd"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fix token refresh, part 2 (again)", "Fix token refresh, part 2 (again)"),
        ("it's 50% done; or not?", "it's 50% done; or not?"),
        ("PROJ-12: high-level race", "PROJ-12: high-level race"),
        ("ping @ana", f"ping &#64;{BREAK}ana"),
        ("see #12", f"see &#35;{BREAK}12"),
        ("GH-12", f"GH-{BREAK}12"),
        ("at abcdef0123", f"at abcdef{BREAK}0123"),
        (":tada:", f"&#58;{BREAK}tada:"),
        ("see https://x.test", f"see https:{BREAK}//x.test"),
        ("www.x.test", f"ww{BREAK}w.x.test"),
        ("- item", "&#45; item"),
        ("12. item", "12&#46; item"),
        ("/close", "&#47;close"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("  ", NOTHING),
        ("", NOTHING),
        ("\ud800", "\ufffd"),
        ("e" + "\u0301" * 40, "e" + "\u0301" * 3),
    ],
)
def test_md_text__known_texts__shown_so(text: str, shown: str) -> None:
    assert md_text(text) == Safe(shown)


def test_md_text__inside_a_line__keeps_quiet_punctuation() -> None:
    assert md_text("- item", opens_line=False) == Safe("- item")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("src/auth/token_service.py", "`src/auth/token_service.py`"),
        ("a b", "<code>a b</code>"),
        ("a|`b", "<code>a&#124;&#96;b</code>"),
        ("@org/x", f"<code>&#64;{BREAK}org/x</code>"),
        ("", f"<code>{NOTHING}</code>"),
    ],
)
def test_md_code__known_texts__shown_so(text: str, shown: str) -> None:
    assert md_code(text) == Safe(shown)


def test_md_code__long_path__loses_its_middle() -> None:
    path = "/".join(f"folder{i}" for i in range(100)) + "/file.py"
    (shown,) = Rendered(md_code(path).text).quiet
    assert len(shown) == MAX_VALUE
    assert shown.startswith("folder0/")
    assert "…" in shown
    assert shown.endswith("/file.py")


def test_md_code__path_that_just_fits__stays_whole() -> None:
    assert md_code("a" * MAX_VALUE) == Safe("`" + "a" * MAX_VALUE + "`")
    long = "x" * 119 + "y" * (MAX_VALUE - 237) + "z" * 119
    assert md_code(long) == Safe("<code>" + "x" * 119 + "y…" + "z" * 119 + "</code>")
    assert md_code("x" * 4_000 + "y").text.endswith("xy</code>")


@pytest.mark.parametrize("cap", [5, MAX_VALUE])
def test_one_line__at_its_cap__is_whole_and_beyond_it_is_cut(cap: int) -> None:
    assert one_line("a" * cap, cap=cap) == "a" * cap
    assert one_line("a" * (cap + 1), cap=cap) == "a" * (cap - 1) + "…"
    assert one_line("a" * (cap - 2) + " bc", cap=cap) == "a" * (cap - 2) + "…"


def test_one_line__text_longer_than_is_looked_at__is_whole_where_the_cap_allows_it() -> None:
    assert one_line("a" * 20 * MAX_VALUE, cap=20 * MAX_VALUE) == "a" * 20 * MAX_VALUE
    assert one_line(" " * (16 * MAX_VALUE - 1) + "a") == "a"
    assert one_line(" " * 16 * MAX_VALUE + "a") == "…"


def test_md_text__cap__is_for_the_text_as_it_is_written() -> None:
    assert md_text("@@@@", cap=3) == Safe(f"&#64;{BREAK}&#64;{BREAK}…")
    assert md_text("x" * 300, cap=300) == Safe("x" * 300)


def test_slots__as_json__come_back_with_what_is_safe_and_nothing_else() -> None:
    slots = {
        "a": Safe("x"),
        "b": [Safe(""), {"c": Safe("y"), "d": 1}],
        "safe markdown": "z",
        "e": {},
    }
    assert slots_from_json(slots_as_json(slots)) == slots
    assert slots_from_json('{"a": {"safe markdown": "x"}}') == {"a": Safe("x")}
    only = {"a": {"safe markdown": "x", "other": 1}}
    assert slots_from_json(slots_as_json(only)) == only


@given(st.text(max_size=600))
def test_one_line__any_text__one_clean_capped_line(text: str) -> None:
    line = one_line(text)
    assert len(line) <= MAX_VALUE
    assert line == line.strip()
    for character in line:
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cs", "Co", "Zl", "Zp"}
        assert category != "Cf" or character in VISIBLE_FORMAT
    line.encode()


@given(st.text(max_size=600))
def test_one_line__own_result__unchanged(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=MAX_VALUE))
def test_md_text__printable_ascii__reads_as_written(text: str) -> None:
    read = "".join(Rendered(md_text(text).text).text).strip().replace(BREAK, "")
    assert read == (" ".join(text.split()) or NOTHING)


def test_one_line__text_beyond_what_is_looked_at__says_that_it_is_cut() -> None:
    assert one_line("a " * 1_000_000).endswith("…")
    assert one_line(" " * 1_000_000 + "a") == "…"


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (("abcdef", "1"), f"abcdef{BREAK}1"),
        (("GH", "-1"), f"GH{BREAK}-1"),
        (("ww", "w.x.test"), f"ww{BREAK}w.x.test"),
        (("https:", "//x.test"), f"https:{BREAK}//x.test"),
        (("92", "nd"), "92nd"),
        (("a", "", " ", "b"), "a b"),
        ((" ", "a", " ", " ", "b", " "), "a b"),
        ((), ""),
    ],
)
def test_md_join__parts_meet__nothing_comes_to_life(parts: tuple[str, ...], joined: str) -> None:
    assert md_join(Safe(part) for part in parts) == Safe(joined)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "javascript:alert(1)",
        "https://x.test/a b",
        "https://x.test/a)b",
        "https://x.test/a|b",
        "https://x.test\n",
        "//x.test/",
        "https://user@x.test/",
    ],
)
def test_md_link__no_plain_address__only_the_label(url: str | None) -> None:
    assert md_link(md_text("label"), url) == Safe("label")


def test_md_link__plain_address__a_link() -> None:
    url = "https://x.test:8443/a/b%20c?since=2024-01-01#L1-L2"
    assert md_link(md_code("a.py"), url) == Safe(f"[`a.py`]({url})")


def test_md_marker__a_marker__its_line() -> None:
    marker = Marker(repository=1, pull=2, head="a" * 40, digest="b" * 64)
    assert md_marker(marker) == Safe(marker.line())


def test_safe__truth__is_whether_it_says_anything() -> None:
    assert SPACE
    assert not Safe("")


def test_safe__made_elsewhere__nowhere_in_the_package() -> None:
    package = Path(teammemory_bot.__file__).parent
    makers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Safe"
    }
    assert makers == {"render/filters.py"}
