"""Is each event acted on, or skipped with a reason? GitHub's own examples, and hostile ones."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from teammemory_bot.domain.activity import Mode, decide
from teammemory_bot.domain.event import EventUnreadable, parse_event
from teammemory_bot.entrypoints.action import run
from testing.repo_builder import RepoBuilder

DATA = Path(__file__).parents[2] / "data"

EXPECTED = {
    "pull_request": {Mode.REVIEW, None},
    "push": {Mode.REFRESH, None},
    "workflow_dispatch": {Mode.AUDIT},
    "workflow_run": {None},
    "merge_group": {Mode.GATE},
    "issue_comment": {None},
}


def payloads() -> list[dict[str, Any]]:
    lines = gzip.decompress((DATA / "github" / "webhooks.jsonl.gz").read_bytes()).splitlines()
    return [json.loads(line) for line in lines]


def hostile() -> list[tuple[str, bytes]]:
    rows = json.loads((DATA / "hostile" / "events.json").read_text("utf-8"))
    return [(row["name"], raw(row["payload"])) for row in rows]


def raw(payload: Any) -> bytes:
    match payload:
        case {"raw": str(text)}:
            return text.encode()
        case {"b64": str(text)}:
            return base64.b64decode(text)
        case {"repeat": [str(piece), int(count)]}:
            return piece.encode() * count
        case {"repeat_json_nest": int(depth)}:
            return b"[" * depth + b"]" * depth
    return json.dumps(payload).encode()


def test_examples__are_all_acted_on_or_skipped_with_a_reason() -> None:
    seen: dict[str, set[Mode | None]] = {}
    for row in payloads():
        activity = decide(parse_event(row["event"], json.dumps(row["payload"]).encode()))
        assert activity.mode is not None or activity.reason, row["name"]
        seen.setdefault(row["event"], set()).add(activity.mode)
    assert len(payloads()) == 123
    assert {name: seen[name] for name in EXPECTED} == EXPECTED
    assert all(modes == {None} for name, modes in seen.items() if name not in EXPECTED)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repo = RepoBuilder(tmp_path_factory.mktemp("events") / "workspace")
    repo.commit({"a.py": "x = 1\n"})
    repo.commit({"a.py": "x = 2\n"})
    return repo.path


def ended(workspace: Path, folder: Path, name: str, payload: bytes) -> tuple[int, str]:
    """Run the step of an event without a token; return its exit code and its summary."""
    event, summary = folder / "event.json", folder / "summary.md"
    event.write_bytes(payload)
    summary.unlink(missing_ok=True)
    code = run(
        {
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_STEP_SUMMARY": str(summary),
        }
    )
    return code, summary.read_text("utf-8") if summary.exists() else ""


def test_examples__never_end_in_a_fault_of_ours(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for row in payloads():
        payload = json.dumps(row["payload"]).encode()
        code, summary = ended(workspace, tmp_path, row["event"], payload)
        said = capsys.readouterr()
        assert code in {0, 2}, (row["name"], said.out)
        assert summary, row["name"]
        # A commit that this checkout does not hold is the one thing that such an event can miss.
        assert code == 0 or "no commit" in said.out or "known" in said.out, (row["name"], said.out)


def test_hostile_events__end_in_one_sentence_or_are_read(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, payload in hostile():
        code, _ = ended(workspace, tmp_path, "pull_request", payload)
        said = capsys.readouterr()
        assert code in {0, 2}, (name, said.out)
        assert said.err == "", name
        assert "Traceback" not in said.out
        lines = [line for line in said.out.split("\n") if line]
        assert all(line.startswith("::") for line in lines), name
        try:
            parse_event("pull_request", payload)
        except EventUnreadable:
            assert code == 2, name
