"""Does a secret ever print? Not from the settings, not from what speaks to the services."""

from __future__ import annotations

from pathlib import Path

from teammemory_bot.config.action_settings import ActionSettings
from teammemory_bot.transport import errors

HIDDEN = "ghs_0123456789abcdefghij"


def test_settings__do_not_print_the_tokens_that_they_hold(tmp_path: Path) -> None:
    settings = ActionSettings.from_environ(
        {
            "GITHUB_WORKSPACE": str(tmp_path),
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
            "INPUT_GITHUB-TOKEN": HIDDEN,
            "INPUT_JIRA-TOKEN": HIDDEN,
        }
    )
    assert (settings.token, settings.jira_token) == (HIDDEN, HIDDEN)
    assert HIDDEN not in f"{settings} {settings!r}"


def test_address__that_carries_a_secret_is_told_without_it() -> None:
    address = f"https://user:{HIDDEN}@elsewhere.example/path?token={HIDDEN}#{HIDDEN}"
    told = errors.ForeignAddress("GitHub", "GET /user", address=address)
    assert HIDDEN not in str(told)
