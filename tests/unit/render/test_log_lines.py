"""Does the log say what was struck and refused, in clean lines?"""

from __future__ import annotations

import re

from teammemory_bot.domain.claims import lines_added
from teammemory_bot.domain.verdict import Ruling, Strike, Verdict
from teammemory_bot.render.gate import Refusal
from teammemory_bot.render.log_lines import log_lines
from testing.hostile_text import hostile_strings
from testing.sample_view import DIFF, TOKEN_SERVICE


def test_log_lines__struck_claim__both_values_and_what_they_count() -> None:
    claim = lines_added(TOKEN_SERVICE, value=7)
    refuted = Strike(
        agent="risk", rule="risk-file", ruling=Ruling.REFUTED, claimed="7", derived="8", claim=claim
    )
    unknown = Strike(
        agent="a", rule="r", ruling=Ruling.UNRESOLVED, claimed="x", derived="no way", evidence=DIFF
    )
    lines = list(log_lines(Verdict(strikes=(refuted, unknown)), [Refusal("live-mention", "@")]))
    assert lines == [
        f"struck: risk, risk-file: refuted: said 7, found 8 (lines_added of {TOKEN_SERVICE})",
        "struck: a, r: could not be derived: said x, found no way",
        "refused: live-mention: @",
    ]


def test_log_lines__nothing_struck__nothing() -> None:
    assert not list(log_lines(None, []))


def test_log_lines__hostile_values__no_command_and_nothing_unseen() -> None:
    for text in hostile_strings(2_000, seed=9):
        strike = Strike(agent="a", rule="r", ruling=Ruling.REFUTED, claimed=text, derived=text)
        (line,) = log_lines(Verdict(strikes=(strike,)), [])
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)
        assert "##[" not in line
        assert line.startswith("struck: ")
