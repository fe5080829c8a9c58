"""Are decision points counted as documented, and nothing else?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.scoring.decision_tokens import decision_tokens, is_skipped_line


@pytest.mark.parametrize(
    ("line", "count"),
    [
        (b"    if a and not b:", 3),
        (b"} else if (a === b && c !== d) {", 5),
        (b"for (int i = 0; i < n; i++) {", 3),
        (b"return a ? b : c", 1),
        (b"def f(a: int) -> bool:", 0),
        (b"const f = (x) => x >= 1 || x <= -1", 3),
        (b"except ValueError: pass", 1),
        (b"notify(order, iffy, format_if)", 0),
        (b"char *p = malloc(n);", 1),
        (b"<<<<<<< HEAD", 0),
        (b"x == y ========", 1),
        (b"caf\xe9 if \xff", 1),
        (b"# if this and that", 0),
        (b"// if (a < b)", 0),
        (b" * if the token expires", 0),
        (b"*p = a < b;", 1),
        (b"import a or b", 0),
        (b"#include <stdio.h>", 0),
        (b"", 0),
        (b"});", 0),
    ],
)
def test_decision_tokens__counts_one_line(line: bytes, count: int) -> None:
    assert decision_tokens([line]) == count


def test_decision_tokens__adds_up_over_lines() -> None:
    assert decision_tokens([b"if a:", b"# if b:", b"    while c:"]) == 2
    assert decision_tokens([]) == 0


def test_decision_tokens__looks_at_the_beginning_of_long_lines() -> None:
    assert decision_tokens([b"x" * 5_000 + b" if a"]) == 0


_PIECES = st.sampled_from(
    [
        b"if",
        b"and",
        b"x",
        b" ",
        b"(",
        b"&&",
        b"||",
        b"==",
        b"!=",
        b"<",
        b">",
        b"=>",
        b"->",
        b"++",
        b"?",
    ]
)
_PLAIN = re.compile(rb"\b(?:if|and)\b|&&|\|\||[=!<]=|<|(?<![-=])>=?|\+\+|--|\?")


@given(st.lists(_PIECES, max_size=12).map(b"".join))
def test_decision_tokens__agrees_with_one_plain_pattern(line: bytes) -> None:
    runs = re.findall(rb"[&|=!<>+?-]+", line)
    if not is_skipped_line(line) and all(len(run) <= 6 for run in runs):
        assert decision_tokens([line]) == len(_PLAIN.findall(line))
