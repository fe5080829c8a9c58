"""Does the README show what the product says and what a team pastes? `make golden` writes both anew."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from testing.command_line import teammemory
from testing.demo_repository import build_demo

README: Final = Path(__file__).parents[1] / "README.md"
BEGIN: Final = "<!-- made by `make golden` from testing/demo_repository.py -->\n```text\n"
WORKFLOW: Final = README.parent / "examples" / "adopt.yml"
BEGIN_WORKFLOW: Final = "<!-- made by `make golden` from examples/adopt.yml -->\n```yaml\n"
END: Final = "```\n"
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


def _with(readme: str, begin: str, shown: str) -> str:
    before, found, rest = readme.partition(begin)
    assert found, f"the README lacks {begin!r}"
    return before + begin + shown + END + rest.partition(END)[2]


def rewrite() -> None:
    """Write the README anew."""
    with tempfile.TemporaryDirectory() as folder:
        comment = demo_comment(Path(folder))
    README.write_text(with_workflow(with_comment(README.read_text("utf-8"), comment)), "utf-8")


if __name__ == "__main__":
    rewrite()
