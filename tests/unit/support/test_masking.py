"""Is a secret cut out of a text in every form that it may come back in?"""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.support.masking import MASK, Masking

AROUND = st.text(alphabet="abcXYZ019", max_size=7)
SECRETS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=8)


@given(secret=SECRETS, before=AROUND, after=AROUND)
def test_secret__is_found_in_every_form(secret: str, before: str, after: str) -> None:
    masked = Masking([secret]).masked
    for text in (
        secret,
        json.dumps(secret)[1:-1],
        quote(secret, safe=""),
        quote_plus(secret),
        secret.encode().hex(),
        secret.encode().hex().upper(),
    ):
        # What stands beside a secret may complete another occurrence of it, so nothing is compared whole.
        assert text not in masked(f"{before}{text}{after}")
        assert MASK in masked(f"{before}{text}{after}")


@given(secret=st.binary(min_size=9).map(lambda b: b.hex()), before=AROUND, after=AROUND)
def test_secret__inside_base64_is_found_at_every_offset(
    secret: str, before: str, after: str
) -> None:
    masked = Masking([secret]).masked
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        said = masked(encode(f"{before}{secret}{after}".encode()).decode())
        assert MASK in said
        # What is left are the characters that also depend on what stands beside the secret.
        assert len(said) - len(MASK) <= (len(before) + len(after)) * 4 / 3 + 8


def test_secrets__that_hold_each_other_leave_nothing() -> None:
    masked = Masking(["password", "password-of-the-team"]).masked
    assert masked("a password-of-the-team b password c") == f"a {MASK} b {MASK} c"


@pytest.mark.parametrize("secrets", [[], [""], ["short"]])
def test_nothing_to_hide__changes_nothing(secrets: list[str]) -> None:
    assert Masking(secrets).masked("a short text") == "a short text"
