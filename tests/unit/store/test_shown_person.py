"""Do sources say the same of a person together, in whatever order and however often they are heard?"""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.store.shown_person import ShownPerson, said, together

SOURCES = st.builds(
    said,
    name=st.sampled_from(["", "ana", "zed", "Ana", "Ana Silva", "ana silva", "Unknown Name"]),
    login=st.sampled_from(["", "ana"]),  # GitHub spells a login in one way
    is_bot=st.booleans(),
    is_own=st.booleans(),
)


@given(one=SOURCES)
def test_source__heard_twice_is_heard_once(one: ShownPerson) -> None:
    assert together(one, one) == one


@given(one=SOURCES, other=SOURCES, third=SOURCES)
def test_sources__say_the_same_in_any_order(
    one: ShownPerson, other: ShownPerson, third: ShownPerson
) -> None:
    assert together(one, other) == together(other, one)
    assert together(together(one, other), third) == together(one, together(other, third))
    assert together(together(one, other), other) == together(one, other)


def test_sources__of_one_login__say_the_same_in_every_order() -> None:
    """All of them: the ones that fail are too rare to be met by chance each time."""
    sources = {
        said(name=name, login=login, is_bot=False, is_own=is_own)
        for name in ("", "abe", "ana", "zed", "Ana", "Ana Silva", "ana silva", "Unknown Name")
        for login in ("", "ana")  # which stands before some of the names, and behind others
        for is_own in (False, True)
    }
    for one, other, third in itertools.product(sources, repeat=3):
        assert together(together(one, other), third) == together(one, together(other, third))
