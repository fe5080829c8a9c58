"""Does the documentation name exactly the calls that this program makes?"""

from __future__ import annotations

import re
from pathlib import Path

from teammemory_bot.transport.github_calls import GRAPHQL, READS, WRITES
from testing.openapi_check import description

DOCUMENT = Path(__file__).parents[3] / "docs" / "github.md"


def test_permissions__name_every_call_and_no_other() -> None:
    named = re.findall(r"`((?:GET|POST|PATCH|DELETE) /[^`]+)`", DOCUMENT.read_text("utf-8"))
    made = [f"{call.method} {call.template}" for call in (GRAPHQL, *READS, *WRITES)]
    assert sorted(named) == sorted(made)


def test_calls__are_all_described_by_github() -> None:
    published = {
        (method.upper(), re.sub(r"\{[^}]+\}", "{}", path))
        for path, operations in description()["paths"].items()
        for method in operations
    }
    for call in (*READS, *WRITES):
        assert (call.method, re.sub(r"\{[^}]+\}", "{}", call.template)) in published
