"""Does the documentation name exactly the calls that this program makes?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from teammemory_bot.transport.call import CallList
from teammemory_bot.transport.github_calls import GITHUB_CALLS, GRAPHQL, READS, WRITES
from testing.openapi_check import description

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "github.md"


def test_permissions__name_every_call_and_no_other() -> None:
    named = re.findall(r"`((?:GET|POST|PATCH|DELETE) /[^`]+)`", DOCUMENT.read_text("utf-8"))
    made = [f"{call.method} {call.template}" for call in (GRAPHQL, *READS, *WRITES)]
    assert sorted(named) == sorted(made)


@pytest.mark.parametrize("path", ["/orgs/o/teams/../members", "/repos/o/r/issues/./comments"])
def test_calls__that_mean_another_path_are_not_on_the_list(path: str) -> None:
    request = requests.PreparedRequest()
    request.method, request.url = "GET", f"https://api.github.com{path}"
    known = CallList(GITHUB_CALLS)
    assert known.call_of(request) is None
    request.url = request.url.replace("/..", "/core").replace("/./", "/")
    assert known.call_of(request) is not None


def test_calls__are_all_described_by_github() -> None:
    published = {
        (method.upper(), re.sub(r"\{[^}]+\}", "{}", path))
        for path, operations in description()["paths"].items()
        for method in operations
    }
    for call in (*READS, *WRITES):
        assert (call.method, re.sub(r"\{[^}]+\}", "{}", call.template)) in published


def test_calls__are_all_made_somewhere() -> None:
    """A list that allows more than is needed guards less than it says."""
    rooms = ("bootstrap.py", "entrypoints", "ingest", "publish", "transport")
    files = [
        file
        for room in rooms
        for file in [ROOT / "teammemory_bot" / room, *(ROOT / "teammemory_bot" / room).rglob("*")]
        if file.suffix == ".py" and file.name != "github_calls.py"
    ]
    sources = "\n".join(file.read_text("utf-8") for file in files)
    written = {re.sub(r"\{[^}]+\}", "{}", path) for path in re.findall(r'"(/[^"]*|)"', sources)}
    for call in (*READS, *WRITES):
        path = call.template.removeprefix("/repos/{owner}/{repo}")
        assert re.sub(r"\{[^}]+\}", "{}", path) in written, f"nobody asks {call.template}"
