"""Does docs/configuration.md say what the model says?"""

from __future__ import annotations

from testing.configuration_page import PAGE, configuration_page


def test_configuration_page__is_made_from_the_model() -> None:
    assert PAGE.read_text("utf-8") == configuration_page(), (
        "run `python -m testing.configuration_page`, read the difference"
    )


def test_configuration_page__names_nested_keys() -> None:
    page = configuration_page()
    assert "| `issue_keys.projects` | none | Jira projects that are yours." in page
    assert "| `limits.max_lines` | `1000` |" in page
    assert "| `exempt.bots` | `true` |" in page
