"""Is a build the same twice, and does the wheel run away from its checkout?

`make release` does the same in an environment that is made for it; here the environment is the test's,
so that nothing is fetched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT_FROM = ("teammemory_bot", "templates", "pyproject.toml", "README.md", "LICENSE")
COMMITTED_AT = "1767225600"  # 2026-01-01


def _build(folder: Path, *, seed: str) -> list[Path]:
    """Build from a copy of what belongs to the packages; the copy's own times are those of now."""
    folder.mkdir()
    names = ["git", "ls-files", "-z", *BUILT_FROM]
    listed = subprocess.run(names, cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        target = folder / "copy" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder / "dist"],
        cwd=folder / "copy",
        env={**os.environ, "SOURCE_DATE_EPOCH": COMMITTED_AT, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    return sorted((folder / "dist").iterdir())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return _build(tmp_path_factory.mktemp("first") / "build", seed="1")


def test_build__is_the_same_twice(built: list[Path], tmp_path: Path) -> None:
    again = _build(tmp_path / "again", seed="2")
    assert [each.name for each in again] == [each.name for each in built]
    assert [each.read_bytes() for each in again] == [each.read_bytes() for each in built]


def test_archives__carry_the_time_of_the_commit(built: list[Path]) -> None:
    source, wheel = (next(p for p in built if p.name.endswith(end)) for end in (".tar.gz", ".whl"))
    with zipfile.ZipFile(wheel) as archive:
        assert {each.date_time for each in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}
    with tarfile.open(source) as archive:
        assert {each.mtime for each in archive.getmembers()} == {int(COMMITTED_AT)}


def test_wheel__holds_every_file_of_the_package_and_the_templates(built: list[Path]) -> None:
    (wheel,) = (path for path in built if path.suffix == ".whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    listed = subprocess.run(
        ["git", "ls-files", "teammemory_bot", "templates"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    expected = {
        name.removeprefix("teammemory_bot/").join(("teammemory_bot/", "")) for name in listed
    }
    assert inside == expected
    assert any(name.endswith(".sql") for name in inside)
    assert any(name.endswith(".j2") for name in inside)


def test_wheel__answers_away_from_its_checkout(built: list[Path], tmp_path: Path) -> None:
    (wheel,) = (path for path in built if path.suffix == ".whl")
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)  # noqa: S202  # what we built ourselves

    def run(*words: str) -> str:
        return subprocess.run(
            [sys.executable, "-X", "utf8", "-c", STARTED, str(installed), "--memory", "demo.sqlite", *words],
            cwd=elsewhere, capture_output=True, encoding="utf-8", check=True,
        ).stdout  # fmt: skip

    run("seed")
    assert "Ayşe Demir" in run("file-experts", "src/auth/token_service.py")
    assert "PROJ-1247" in run("issue-context", "PROJ-1247", "--format", "markdown")


STARTED = """
import sys
sys.path.insert(0, sys.argv.pop(1))
import teammemory_bot
from teammemory_bot.entrypoints.cli import main
assert teammemory_bot.__file__.startswith(sys.path[0]), teammemory_bot.__file__
main(prog_name="teammemory")
"""
