"""Would GitHub take the workflows that the documents show, and we the configurations?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from teammemory_bot.config.reading import read_config
from testing.cache_keys import key_prefix
from testing.shown_workflows import ROOT, Block, shown_blocks, write_workflows

USES = re.compile(r"^\s*-?\s*uses: (\S+) (# \S+)$", flags=re.MULTILINE)
LINTERS = (
    ("actionlint", "-oneline"),
    ("zizmor", "--offline", "--no-progress", "--quiet", "--pedantic"),
    ("check-jsonschema", "--builtin-schema", "vendor.github-workflows"),
)

BLOCKS = shown_blocks()
WORKFLOWS = [block for block in BLOCKS if block.is_workflow]
CONFIGURATIONS = [block for block in BLOCKS if not block.is_workflow]


def _name(block: Block) -> str:
    return block.name


def test_blocks__are_found() -> None:
    """Else the tests below would hold of nothing."""
    assert len(WORKFLOWS) >= 5
    assert len(CONFIGURATIONS) >= 2


@pytest.mark.parametrize("linter", LINTERS, ids=lambda linter: linter[0])
def test_workflows__that_are_shown_pass_the_linters(
    linter: tuple[str, ...], tmp_path: Path
) -> None:
    program = Path(sys.executable).with_name(linter[0])
    if not program.exists():
        pytest.skip(f"{linter[0]} is not installed here")
    done = subprocess.run(
        [program, *linter[1:], *write_workflows(tmp_path)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("block", CONFIGURATIONS, ids=_name)
def test_configuration__that_is_shown_is_right(block: Block) -> None:
    read_config(block.text.encode(), name=block.name)


@pytest.mark.parametrize("block", WORKFLOWS, ids=_name)
def test_workflow__that_is_shown_uses_what_the_examples_use(block: Block) -> None:
    """The same pinned commits, so that one update reaches both; the same layout of the cache."""
    texts = [path.read_text("utf-8") for path in (ROOT / "examples").glob("*.yml")]
    known = {use for text in texts for use in USES.findall(text)}
    by_name = {what.partition("@")[0]: (what, version) for what, version in known}
    own = by_name["OWNER/teammemory-bot"]
    for what, version in USES.findall(block.text):
        name, _, commit = what.partition("@")
        expected = own if name.startswith("OWNER/") else by_name[name]
        assert (commit, version) == (expected[0].partition("@")[2], expected[1]), what
    assert set(re.findall(r"teammemory-schema\d+-", block.text)) <= {key_prefix()}, "`make golden`"


@pytest.mark.parametrize("block", WORKFLOWS, ids=_name)
def test_workflow__that_is_shown_names_inputs_and_outputs_that_exist(block: Block) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    reusable = yaml.safe_load((ROOT / ".github/workflows/team-memory.yml").read_text("utf-8"))
    called = reusable[True]["workflow_call"]  # YAML 1.1 reads the key `on` as true
    for job in block.content["jobs"].values():
        if "uses" in job:
            assert job.get("with", {}).keys() <= called["inputs"].keys()
            assert job.get("secrets", {}).keys() <= called["secrets"].keys()
        for step in job.get("steps", ()):
            if step.get("uses", "").startswith("OWNER/"):
                assert step.get("with", {}).keys() <= action["inputs"].keys()
    outputs = re.findall(r"steps\.memory\.outputs\.([a-z-]+)", block.text)
    assert set(outputs) <= action["outputs"].keys()
