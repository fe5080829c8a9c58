"""Is a change known by the title that people read, with and without its number?"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from teammemory_bot.domain.finding import Evidence, EvidenceKind
from teammemory_bot.verify.evidence import is_called

PULL = Evidence(kind=EvidenceKind.PULL_REQUEST, reference="7")


def inquiry(message: str) -> SimpleNamespace:
    """Return somebody who finds one squashed change, by its number."""
    own = SimpleNamespace(sha="a" * 40, message=message, is_merge=False)
    step = SimpleNamespace(own=own, commits=(own,))
    git = SimpleNamespace(commits_saying=lambda _said: [own], step_of=lambda _sha: step)
    return SimpleNamespace(git=git, told_pull=lambda _number: None)


@pytest.mark.parametrize(
    ("title", "stands"),
    [
        ("Guard the refresh (#7)", True),
        ("Guard the refresh", True),
        ("Guard the refresh (#7) * guard it", True),
        ("Guard the", False),
        ("* guard it", False),
        ("Guard the refresh (#8)", False),
    ],
)
def test_title__is_the_first_line_with_or_without_its_number(title: str, *, stands: bool) -> None:
    asked = inquiry("Guard the refresh (#7)\n* guard it\n\nMore words.")
    assert is_called(PULL, title, asked) is stands
