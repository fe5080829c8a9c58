"""Is what nobody meant to say blanked out, in one reading, without moving anything?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.markdown_mask import without_code, without_comments
from testing.pace import is_within

PIECES = st.sampled_from(["<!--", "-->", "`", "```", "~~~", "\n", " ", "a", "#1", "-", "<!", "``"])


@given(st.lists(PIECES, max_size=40).map("".join))
def test_mask__keeps_every_place_and_every_line(text: str) -> None:
    for masked in (without_comments(text), without_code(text)):
        assert len(masked) == len(text)
        assert masked.count("\n") == text.count("\n")
        assert all(kept in {" ", before} for kept, before in zip(masked, text, strict=True))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a <!-- b --> c", "a c"),
        ("a <!-- b", "a"),
        ("a <!-- b --> c <!-- d --> e", "a c e"),
        ("a --> b", "a --> b"),
    ],
)
def test_without_comments__hides_what_a_template_hides(text: str, left: str) -> None:
    assert " ".join(without_comments(text).split()) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a `b` c", "a c"),
        ("a ` b", "a ` b"),
        ("```\nb\n```\nc", "c"),
        ("~~~\n```\nb\n~~~\nc", "c"),
        ("````\n```\nb\n````\nc", "c"),
        ("```\nnever closed", ""),
    ],
)
def test_without_code__hides_fences_and_inline_code(text: str, left: str) -> None:
    assert " ".join(without_code(text).split()) == left


@pytest.mark.parametrize("piece", ["<!--", "`", "```\n", "~~~\n```\n", "<!-- -->", "````\n```\n"])
def test_mask__is_linear(piece: str) -> None:
    text = (piece * 65_536)[:65_536]
    assert is_within(0.05, lambda: without_code(without_comments(text)))
