"""Which pull requests does a team want no review of?"""

from __future__ import annotations

from typing import Any

import pytest

from teammemory_bot.domain.skipping import Skips

PULL: dict[str, Any] = {
    "author": "ana",
    "is_bot": False,
    "is_draft": False,
    "title": "Mend it",
    "labels": ("bug",),
}


@pytest.mark.parametrize(
    ("skips", "changed", "says"),
    [
        (Skips(drafts=True), {"is_draft": True}, "drafts"),
        (Skips(bots=True), {"is_bot": True}, "bots"),
        (Skips(bots=True), {"author": "renovate[bot]"}, "bots"),
        (Skips(authors=frozenset(("ana",))), {"author": "Ana"}, "author"),
        (Skips(labels=frozenset(("bug",))), {"labels": ("Bug",)}, "label"),
        (Skips(title_prefixes=("WIP",)), {"title": "WIP: mend it"}, "title"),
    ],
)
def test_reason__is_given_for_what_the_team_skips(
    skips: Skips, changed: dict[str, Any], says: str
) -> None:
    assert says in skips.reason(**{**PULL, **changed})
    assert Skips().reason(**{**PULL, **changed}) == ""


def test_reason__is_empty_for_everybody_else() -> None:
    assert Skips(drafts=True, bots=True, title_prefixes=("WIP",)).reason(**PULL) == ""
