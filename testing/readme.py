"""Does the README show what the product says and what a team pastes? `make golden` writes both anew."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from testing.action_page import inputs_table, outputs_table
from testing.command_line import teammemory
from testing.demo_repository import build_demo

README: Final = Path(__file__).parents[1] / "README.md"
BEGIN: Final = "<!-- made by `make golden` from testing/demo_repository.py -->\n```text\n"
WORKFLOW: Final = README.parent / "examples" / "adopt.yml"
BEGIN_WORKFLOW: Final = "<!-- made by `make golden` from examples/adopt.yml -->\n```yaml\n"
BEGIN_TABLES: Final = "<!-- made by `make golden` from action.yml -->\n"
END: Final = "```\n"
END_TABLES: Final = "<!-- end of the tables -->\n"
WIDTH: Final = "100"


def demo_comment(folder: Path) -> str:
    """Return what the terminal shows of the demo's last pull request, without the evidence."""
    repo = build_demo(folder / "demo")
    ended = teammemory(
        "--repo", repo.path, "--memory", folder / "memory.sqlite", "review",
        environ={"COLUMNS": WIDTH},
    )  # fmt: skip
    assert ended.code == 0, ended.err
    return ended.out.partition("\nEvidence:")[0]


def with_comment(readme: str, comment: str) -> str:
    """Return the README's text with the comment in its place."""
    return _with(readme, BEGIN, comment)


def with_workflow(readme: str) -> str:
    """Return the README's text with the workflow that a team pastes in its place."""
    return _with(readme, BEGIN_WORKFLOW, WORKFLOW.read_text("utf-8"))


def with_tables(readme: str) -> str:
    """Return the README's text with the action's inputs and outputs in their place."""
    tables = f"\n{inputs_table()}\n{outputs_table()}\n"
    return _with(readme, BEGIN_TABLES, tables, end=END_TABLES)


def _with(readme: str, begin: str, shown: str, *, end: str = END) -> str:
    before, found, rest = readme.partition(begin)
    assert found, f"the README lacks {begin!r}"
    return before + begin + shown + end + rest.partition(end)[2]


def rewrite() -> None:
    """Write the README anew."""
    with tempfile.TemporaryDirectory() as folder:
        comment = demo_comment(Path(folder))
    text = with_comment(README.read_text("utf-8"), comment)
    README.write_text(with_tables(with_workflow(text)), "utf-8")


if __name__ == "__main__":
    rewrite()
