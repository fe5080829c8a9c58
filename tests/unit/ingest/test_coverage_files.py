"""Is the report found that was named, and nothing outside of the workspace?"""

from __future__ import annotations

from pathlib import Path

import pytest

from teammemory_bot.domain.coverage import Coverage, FileCoverage
from teammemory_bot.ingest import coverage_files
from teammemory_bot.ingest.coverage import BadCoverageReport
from teammemory_bot.ingest.coverage_files import coverage_in


def report(name: str, *, line: int = 1, hits: int = 0) -> str:
    return f"SF:{name}\nDA:{line},{hits}\nend_of_record\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two reports of parts, and one below `.git`, in a folder beside which another one lies."""
    places = {
        "workspace/lcov.info": report("a.py"),
        "workspace/ui/out/lcov.info": report("b.ts", line=7),
        "workspace/.git/lcov.info": report("c.py"),
        "outside.info": report("secret.py"),
    }
    for place, text in places.items():
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "workspace"


@pytest.mark.parametrize(
    ("named", "names"),
    [
        ("lcov.info", {"a.py"}),
        ("ui/out/lcov.info", {"b.ts"}),
        ("ui/*/lcov.info", {"b.ts"}),
        ("**/lcov.info", {"a.py", "b.ts"}),
        ("lcov.*", {"a.py", "b.ts"}),
        ("ui/**", {"b.ts"}),
    ],
)
def test_coverage_in__finds_by_path_and_glob(workspace: Path, named: str, names: set[str]) -> None:
    found = coverage_in(workspace, named)
    assert found is not None
    assert found.files.keys() == names


@pytest.mark.parametrize("named", ["coverage.xml", "**/*.xml", "none/*.info", "none/lcov.info"])
def test_coverage_in__of_nothing_is_not_known(workspace: Path, named: str) -> None:
    assert coverage_in(workspace, named) is None


def test_coverage_in__lets_several_reports_tell_of_one_file(workspace: Path) -> None:
    (workspace / "more.info").write_text(report("a.py", hits=3) + report("a.py", line=2))
    assert coverage_in(workspace, "*.info") == Coverage({
        "a.py": FileCoverage(run=frozenset({1}), missed=frozenset({2})),
        "b.ts": FileCoverage(run=frozenset(), missed=frozenset({7})),
    })  # fmt: skip


@pytest.mark.parametrize("named", ["link.info", "*.info", "folder/outside.info", "folder/*"])
def test_coverage_in__follows_no_link_out(workspace: Path, named: str) -> None:
    (workspace / "link.info").symlink_to("../outside.info")
    (workspace / "folder").symlink_to("..")
    with pytest.raises(BadCoverageReport, match="lies outside the workspace"):
        coverage_in(workspace, named)


def test_coverage_in__says_so_where_a_link_leads_nowhere(workspace: Path) -> None:
    (workspace / "gone.info").symlink_to("nowhere")
    with pytest.raises(BadCoverageReport, match="cannot be read"):
        coverage_in(workspace, "gone.info")


def test_coverage_in__reads_only_so_many(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_files, "MAX_REPORTS", 1)
    assert coverage_in(workspace, "ui/*/*") is not None
    with pytest.raises(BadCoverageReport, match="is more than 1 files"):
        coverage_in(workspace, "**/lcov.info")
    monkeypatch.setattr(coverage_files, "MAX_VISITED", 1)
    found = coverage_in(workspace, "**/lcov.info")
    assert found is not None
    assert found.files.keys() == {"a.py"}
