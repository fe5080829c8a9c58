"""Do the ranges, the locked packages and the Pythons that we promise agree?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from teammemory_bot.support.version import program_version

ROOT = Path(__file__).parents[3]
LOCKS = ("build", "runtime", "dev", "release")


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _locked(name: str) -> dict[str, set[str]]:
    """Return versions by package of a lock file: more than one where Pythons need different ones."""
    text = (ROOT / f"requirements/{name}.txt").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([a-z0-9._-]+)(?:\[[a-z0-9,._-]+\])?==([^ ]+)", text, flags=re.MULTILINE
    ):
        found.setdefault(package, set()).add(version)
    return found


def _group(name: str) -> list[str]:
    found: list[str] = []
    for entry in _project()["dependency-groups"][name]:
        found += _group(entry["include-group"]) if isinstance(entry, dict) else [entry]
    return found


def _asked_for(lock: str) -> list[str]:
    project = _project()["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    return {
        "build": _group("build"),
        "release": _group("release"),
        "runtime": project["dependencies"],
        "dev": project["dependencies"] + extras + _group("dev"),
    }[lock]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock__holds_a_version_within_every_range(lock: str) -> None:
    locked = _locked(lock)
    for requirement in map(Requirement, _asked_for(lock)):
        versions = locked.get(canonicalize_name(requirement.name))
        assert versions, f"{requirement} is not locked: run `make lock`"
        assert all(each in requirement.specifier for each in versions), f"{requirement}: {versions}"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock__has_a_hash_for_every_package_and_no_address(lock: str) -> None:
    text = (ROOT / f"requirements/{lock}.txt").read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == sum(map(len, _locked(lock).values()))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


@pytest.mark.parametrize("lock", ["build", "runtime"])
def test_lock__of_development_holds_the_same_versions(lock: str) -> None:
    assert _locked(lock).items() <= _locked("dev").items()


def test_build_backend__is_the_locked_one() -> None:
    asked = map(Requirement, _project()["build-system"]["requires"])
    assert all(v in each.specifier for each in asked for v in _locked("build")[each.name])


def test_pythons__promised_are_the_ones_tested() -> None:
    project = _project()["project"]
    prefix = "Programming Language :: Python :: "
    promised = [each.removeprefix(prefix) for each in project["classifiers"] if prefix in each]
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == promised
    assert all(version in SpecifierSet(project["requires-python"]) for version in promised)


def test_version__is_written_once_or_equal_everywhere() -> None:
    assert program_version() == _project()["project"]["version"]
