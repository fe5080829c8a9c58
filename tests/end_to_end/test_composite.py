"""Is what the composite action installs complete, and cut off from the workspace?"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def python() -> str:
    """The Python that `composite/install` has made."""
    folder = os.environ.get("TEAMMEMORY_TEST_COMPOSITE")
    if not folder:
        pytest.skip("not installed: `.ci/run`")
    return f"{folder}/bin/python"


def test_installed__knows_its_version_and_its_templates(python: str, tmp_path: Path) -> None:
    script = (
        "import teammemory_bot as t, importlib.metadata as m, pathlib;"
        "print(m.version('teammemory-bot'));"
        "print(*sorted(p.name for p in (pathlib.Path(t.__file__).parent / 'templates').iterdir()))"
    )
    done = subprocess.run(
        [python, "-I", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    version, templates = done.stdout.splitlines()
    assert version[0].isdigit()
    assert "unknown" not in version
    assert "comment.md.j2" in templates


def test_installed__imports_nothing_from_the_workspace(python: str, tmp_path: Path) -> None:
    for name in ("jinja2", "teammemory_bot", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('hijacked')", "utf-8")
    done = subprocess.run(
        [python, "-I", "-X", "utf8", "-m", "teammemory_bot", "--version"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "hijacked" not in done.stdout + done.stderr
