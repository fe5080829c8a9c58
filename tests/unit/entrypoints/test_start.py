"""What does a verb import before it does anything? Each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from teammemory_bot.entrypoints.cli import main
from teammemory_bot.entrypoints.cli.late_group import LateGroup
from testing.repo_builder import RepoBuilder

COSTLY = frozenset(
    ("git", "github", "requests", "urllib3", "jwt", "cryptography", "atlassian", "psycopg", "rich",
     "pathspec")
)  # fmt: skip
"""What takes 10 ms or more, and only serves those who ask a service, a clone or a terminal."""
_SCRIPT = """
import json, sys
from teammemory_bot.entrypoints.cli import main
try:
    main(sys.argv[1:], prog_name="teammemory")
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def imported_for(*words: str) -> frozenset[str]:
    """Return the packages and modules that are there when a command line is done."""
    # What measures coverage imports sqlite3 for itself.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *words],
        capture_output=True, encoding="utf-8", check=True, env=alone,
    )  # fmt: skip
    return frozenset(json.loads(done.stderr.splitlines()[-1]))


def late_groups(group: click.Command = main) -> Iterator[LateGroup]:
    """Yield the groups whose commands are imported late."""
    if isinstance(group, LateGroup):
        yield group
        context = click.Context(group)
        for name in group.late:
            command = group.get_command(context, name)
            assert command is not None, name
            yield from late_groups(command)


@pytest.mark.parametrize("words", [(), ("--help",), ("--version",)])
def test_program__that_is_only_asked_what_there_is__imports_no_verb(words: tuple[str, ...]) -> None:
    there = imported_for(*words)
    assert not there & (COSTLY | {"pydantic", "jinja2", "yaml", "sqlite3"})
    assert {"teammemory_bot", "click"} <= there


@pytest.mark.parametrize("verb", ["review", "stats", "ingest", "hotspots", "import"])
def test_verb__that_only_teaches__imports_no_service_and_no_git(verb: str) -> None:
    assert not imported_for(verb, "--help") & COSTLY


def test_verb__that_needs_them__imports_them() -> None:
    assert "git" in imported_for("doctor")  # else nothing above would prove anything


def test_update__imports_no_question(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "a\n"})
    where = ("--repo", str(repo.path), "--memory", str(tmp_path / "memory.sqlite"))
    there = imported_for(*where, "ingest", "git")
    assert "teammemory_bot.store.store" in there
    assert "teammemory_bot.store.memory" not in there
    assert "teammemory_bot.store.memory" in imported_for(*where, "hotspots")


def test_list__says_of_each_command_what_its_own_help_begins_with() -> None:
    groups = list(late_groups())
    assert len(groups) > 1
    for group in groups:
        context = click.Context(group)
        for name, late in group.late.items():
            command = group.get_command(context, name)
            assert command is not None, name
            assert late.says == command.get_short_help_str(limit=200), name


def test_completion__knows_every_verb() -> None:
    context = click.Context(main)
    offered = {item.value: item.help for item in main.shell_complete(context, "co")}
    assert offered == {
        name: main.late[name].says for name in ("component-risk", "co-change", "config")
    }
    assert "--memory" in {item.value for item in main.shell_complete(context, "--")}
