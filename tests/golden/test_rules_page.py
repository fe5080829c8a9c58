"""Does docs/rules.md say what the rules' cards say?"""

from __future__ import annotations

from teammemory_bot.agents.hygiene_rules.registry import all_rules
from testing.rules_page import PAGE, rules_page


def test_rules_page__is_made_from_the_cards() -> None:
    assert PAGE.read_text("utf-8") == rules_page(), "run `make golden`, read the difference"


def test_rules_page__has_a_section_for_each_rule() -> None:
    sections = [line[4:-1] for line in rules_page().splitlines() if line.startswith("## `")]
    assert sections == [card.id for card in all_rules()]
