"""Does docs/action.md say what action.yml says?"""

from __future__ import annotations

from testing.action_page import PAGE, action_page


def test_action_page__is_made_from_the_action() -> None:
    assert PAGE.read_text("utf-8") == action_page(), (
        "run `python -m testing.action_page`, read the difference"
    )
