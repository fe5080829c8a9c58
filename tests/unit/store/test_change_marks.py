"""Is every rule of a bug fix told from every other, and from none?"""

from __future__ import annotations

from teammemory_bot.scoring.bug_fix import FixRule
from teammemory_bot.store.change_marks import FIX_RULE, IS_REVERT, RULES


def test_rules__have_each_their_number() -> None:
    assert sorted(RULES) == sorted(("", *FixRule))
    assert RULES[:6] == (
        "",
        "issue_type",
        "label",
        "prefix",
        "keyword",
        "commits",
    )  # as memories hold
    told = list(zip(FIX_RULE, IS_REVERT, strict=True))
    assert told == [(rule, is_revert) for rule in RULES for is_revert in (False, True)]
