"""Is the hidden first line recognised, and nothing else?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.marker import IGNORED, Marker

MARKER = Marker(repository=42, pull=7, head="a" * 40, digest="b" * 64)


@given(
    repository=st.integers(1, 10**18),
    pull=st.integers(1, 10**9),
    instance=st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True),
)
def test_marker__own_line__reads_back_equal(repository: int, pull: int, instance: str) -> None:
    marker = Marker(
        repository=repository, pull=pull, head="a" * 64, digest="c" * 64, instance=instance
    )
    for end in ("", "\n", "\r\n", "\nbody", "\r\nbody"):
        assert Marker.parse(marker.line() + end) == marker


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n" + MARKER.line(),
        " " + MARKER.line(),
        MARKER.line() + " x",
        "> " + MARKER.line(),
        "`" + MARKER.line() + "`",
        MARKER.line().replace("v1", "v2"),
        MARKER.line().replace("pull=7", "pull=07"),
        MARKER.line().replace("pull=7", "pull=7 pull=8"),
        MARKER.line().replace("default", "De fault"),
        MARKER.line().replace("b" * 64, "B" * 64),
        MARKER.line().replace("<!--", "<!---"),
        MARKER.line().upper(),
    ],
)
def test_marker__anything_else__is_not_ours(body: str) -> None:
    assert Marker.parse(body) is None


@pytest.mark.parametrize("instance", ["", "-x", "a b", "x-->", "ä", "a" * 41])
def test_marker__instance_outside_the_grammar__cannot_be_built(instance: str) -> None:
    with pytest.raises(ValueError, match="kebab-case"):
        Marker(repository=1, pull=1, head="a" * 40, digest="b" * 64, instance=instance)


def test_marker__digest_of_nothing__means_to_leave_the_pull_request_alone() -> None:
    assert replace(MARKER, digest=IGNORED).is_ignored
    assert not MARKER.is_ignored


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({"head": "c" * 40, "digest": "d" * 64}, True),
        ({"repository": 43}, False),
        ({"pull": 8}, False),
        ({"instance": "other"}, False),
    ],
)
def test_marker__place__is_repository_pull_and_instance(
    change: dict[str, object], *, is_same: bool
) -> None:
    assert MARKER.is_same_place(replace(MARKER, **change)) is is_same
    assert replace(MARKER, **change).is_same_place(MARKER) is is_same


def test_marker__other_breaks_of_lines__end_no_line() -> None:
    assert Marker.parse(MARKER.line() + "\r") is None
    assert Marker.parse(MARKER.line() + "\u2028") is None
    assert Marker.parse(MARKER.line() + "\n" + replace(MARKER, pull=8).line()) == MARKER
