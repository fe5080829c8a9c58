"""Do the two forms of the action, and the contract that users' workflows rest on, agree?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from teammemory_bot.config.action_settings import ActionSettings
from testing.cache_keys import key_prefix, workflows_with_keys

ROOT = Path(__file__).parents[3]

INPUTS = {
    "github-token", "mode", "config-file", "memory-path", "fail-on", "on-unknown", "comment",
    "pull-request-number", "instance", "profile", "request-reviewers", "coverage-report",
    "dry-run", "api-budget", "team-token", "jira-url", "jira-user", "jira-token",
    "installation-secret",
}  # fmt: skip
OUTPUTS = {
    "result", "comment-url", "comment-file", "handoff-file", "run-record", "suggested-reviewers",
    "risk-level", "missing-issue-key", "issue-keys", "findings-file", "memory-digest",
    "memory-commits", "memory-complete",
}  # fmt: skip
NOT_WRITTEN_YET = {"run-record"}
FILE_MAY_SET = INPUTS - {"github-token", "mode", "config-file", "memory-path"}


def _action(path: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


@pytest.fixture(scope="module")
def docker() -> dict[str, Any]:
    return _action("action.yml")


@pytest.fixture(scope="module")
def composite() -> dict[str, Any]:
    return _action("composite/action.yml")


def test_names__of_inputs_and_outputs_are_the_contract(docker: dict[str, Any]) -> None:
    assert docker["inputs"].keys() == INPUTS
    assert docker["outputs"].keys() == OUTPUTS


def test_defaults__are_empty_where_the_configuration_file_may_decide(
    docker: dict[str, Any],
) -> None:
    assert {name for name, each in docker["inputs"].items() if not each["default"]} == FILE_MAY_SET


def test_settings__read_each_input_and_no_other(docker: dict[str, Any]) -> None:
    asked: set[str] = set()

    class Asked(dict[str, str]):
        def get(self, name: str, default: Any = None) -> Any:
            asked.add(name)
            return super().get(name, default)

    ActionSettings.from_environ(
        Asked(GITHUB_WORKSPACE="/w", GITHUB_EVENT_NAME="push", GITHUB_EVENT_PATH="/e")
    )
    read = {name.removeprefix("INPUT_").lower() for name in asked if name.startswith("INPUT_")}
    assert read == docker["inputs"].keys()


def test_outputs__of_a_review_are_the_contract() -> None:
    code = (ROOT / "teammemory_bot/entrypoints/left_behind.py").read_text("utf-8")
    written = set(re.findall(r'^ +"([a-z-]+)": ', code, flags=re.MULTILINE))
    assert written - {"name", "login", "band"} == OUTPUTS - NOT_WRITTEN_YET


def test_composite__takes_the_same_inputs_and_hands_each_on(
    docker: dict[str, Any], composite: dict[str, Any]
) -> None:
    assert composite["inputs"] == docker["inputs"]
    run = composite["runs"]["steps"][-1]
    assert run["env"] == {
        f"INPUT_{name.upper()}": f"${{{{ inputs.{name} }}}}" for name in docker["inputs"]
    }
    assert run["shell"] == "bash"  # others drop variables with a hyphen in their name


def test_composite__gives_the_same_outputs_from_the_step_that_runs(
    docker: dict[str, Any], composite: dict[str, Any]
) -> None:
    run = composite["runs"]["steps"][-1]
    assert composite["outputs"] == {
        name: {**each, "value": f"${{{{ steps.{run['id']}.outputs.{name} }}}}"}
        for name, each in docker["outputs"].items()
    }


def _steps_with_ours() -> list[tuple[Path, dict[str, Any]]]:
    workflows = [*(ROOT / "examples").glob("*.yml"), ROOT / ".github/workflows/team-memory.yml"]
    return [
        (path, step)
        for path in sorted(workflows)
        for job in _action(str(path.relative_to(ROOT)))["jobs"].values()
        for step in [*job.get("steps", []), job]
        if step.get("uses", "").startswith(("OWNER/teammemory-bot", "$/."))
    ]


def test_workflows__for_users_name_inputs_and_outputs_that_exist() -> None:
    found = _steps_with_ours()
    assert len(found) == 8
    for path, step in found:
        assert step.get("with", {}).keys() <= INPUTS, path.name
        used = re.findall(r"steps\.memory\.outputs\.([a-z-]+)", path.read_text("utf-8"))
        assert set(used) <= OUTPUTS, path.name


def test_reusable_workflow__describes_its_inputs_as_the_action_does(docker: dict[str, Any]) -> None:
    # YAML 1.1 reads the key `on` as true.
    called = _action(".github/workflows/team-memory.yml")[True]["workflow_call"]
    for name, each in called["inputs"].items():
        same = docker["inputs"][name]
        assert (each["description"], each["default"]) == (same["description"], same["default"])
    for name, each in called["secrets"].items():
        assert each["description"] == docker["inputs"][name]["description"]


def test_cache_keys__carry_the_schema_of_the_memory_and_restore_by_it() -> None:
    workflows = workflows_with_keys()
    assert len(workflows) == 6
    for path in workflows:
        text = path.read_text("utf-8")
        keys = set(re.findall(r"^ +key: (.*)$", text, flags=re.MULTILINE))
        assert keys == {f"{key_prefix()}${{{{ github.run_id }}}}"}, f"{path.name}: `make golden`"
        assert f"restore-keys: {key_prefix()}\n" in text, path.name


def test_permissions__for_users_are_few_and_each_has_its_reason() -> None:
    allowed = {"actions: read", "contents: read", "issues: read", "pull-requests: read"}
    writes = {"adopt.yml", "fork-poster.yml", "review.yml", "team-memory.yml"}
    for path in {path for path, _ in _steps_with_ours()}:
        text = path.read_text("utf-8")
        assert "\npermissions: {}\n" in text
        granted = re.findall(r"^ +([a-z-]+: (?:read|write)) # to ", text, flags=re.MULTILINE)
        extra = {"pull-requests: write"} if path.name in writes else set()
        assert granted
        assert set(granted) <= allowed | extra, path.name


def test_entry_point__is_the_same_and_isolated(composite: dict[str, Any]) -> None:
    arguments = ["-I", "-X", "utf8", "-m", "teammemory_bot.entrypoints.action"]
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    quoted = ", ".join(f'"{each}"' for each in arguments)
    assert f", {quoted}]" in dockerfile.partition("\nENTRYPOINT ")[2]
    assert composite["runs"]["steps"][-1]["run"].endswith(" ".join(arguments))


def test_image__names_no_user_and_copies_what_is_locked() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert "\nUSER" not in dockerfile
    installs = [line for line in dockerfile.splitlines() if " install -" in line and "pip" in line]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert len(installs) == 3


def test_build_context__lets_in_what_the_image_copies() -> None:
    allowed = [
        line[1:]
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    ]
    copied = [
        source
        for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    assert sorted(allowed) == sorted(copied)
