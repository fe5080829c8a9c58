"""What does a program read?"""

from __future__ import annotations

import json

from teammemory_bot.domain.claims import lines_added
from teammemory_bot.domain.verdict import Ruling, Strike, Verdict
from teammemory_bot.render.findings_json import render_findings
from testing.sample_view import DIFF, LINKS, MEMORY, TOKEN_SERVICE, answers, pull_request


def document(**given) -> dict:
    return json.loads(render_findings(answers(), pull_request(), memory=MEMORY, **given))


def test_json__change_and_memory__with_times_in_utc() -> None:
    read = document()
    assert read["change"]["as_of"] == "2026-01-01T00:00:00Z"
    assert (read["change"]["number"], read["change"]["files"]) == (382, 7)
    assert read["memory"]["reviews_since"] == "2024-03-01T00:00:00Z"
    assert read["memory"]["commits"] == 12_345


def test_json__finding__with_evidence_claims_and_terms() -> None:
    by_agent = {answer["agent"]: answer for answer in document(links=LINKS)["answers"]}
    suggested = by_agent["review_routing"]["findings"][0]
    assert suggested["person"] == {"name": "Burak Kaya", "login": "bkaya"}
    assert suggested["terms"][0]["points"] == 1.1
    assert suggested["evidence"][0]["url"] == "https://github.test/octo/repo/pull/382/files"
    file = by_agent["risk"]["findings"][0]
    assert file["facts"][1] == "18 changes in 90 days"
    assert file["evidence"][1]["short"] == "#361"
    assert by_agent["risk"]["level"] == "elevated"
    assert by_agent["onboarding"]["outcome"] == "not_available"


def test_json__the_memory_s_own_numbers_of_people__stay_inside() -> None:
    assert '"id"' not in render_findings(answers(), pull_request(), memory=MEMORY)


def test_json__struck_claims__with_both_numbers() -> None:
    claim = lines_added(TOKEN_SERVICE, value=7)
    strikes = (
        Strike(agent="a", rule="r", ruling=Ruling.REFUTED, claimed="7", derived="8", claim=claim),
        Strike(agent="a", rule="r", ruling=Ruling.REFUTED, claimed="x", derived="y", evidence=DIFF),
    )
    read = document(verdict=Verdict(made=2, confirmed=0, strikes=strikes))["claims"]
    assert (read["made"], read["confirmed"]) == (2, 0)
    assert (read["struck"][0]["claimed"], read["struck"][0]["derived"]) == ("7", "8")
    assert read["struck"][0]["claim"]["measure"] == "lines_added"
    assert read["struck"][1]["evidence"]["kind"] == "diff"


def test_json__same_answers_twice__same_bytes() -> None:
    made = [render_findings(answers(), pull_request(), memory=MEMORY) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].isascii()
