"""Is a coverage report read alike, whichever tool wrote it, and refused where it is none?"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.coverage import Coverage, FileCoverage
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.ingest import coverage
from teammemory_bot.ingest.coverage import DAMAGE, BadCoverageReport, parse_coverage, read_coverage

COBERTURA = b"""<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM 'http://cobertura.sourceforge.net/xml/coverage-04.dtd'>
<coverage><sources><source>/build/src</source></sources>
 <packages><package name="auth"><classes>
  <class name="token" filename="auth/token.py">
   <methods><method name="f"><lines><line number="2" hits="0"/></lines></method></methods>
   <lines><line number="1" hits="3"/><line number="2" hits="0"/><line number="5" hits="0"/></lines>
  </class></classes></package></packages></coverage>"""
LCOV = b"""TN:
SF:auth/token.py
FN:1,f
DA:1,3
DA:2,0,checksum
DA:5,0
LF:3
end_of_record
"""
JSON = json.dumps(
    {"files": {"./auth/token.py": {"executed_lines": [1], "missing_lines": [2, 5]}}}
).encode()


@pytest.mark.parametrize("report", [COBERTURA, LCOV, JSON], ids=["cobertura", "lcov", "json"])
def test_parse_coverage__reads_the_three_formats_alike(report: bytes) -> None:
    assert parse_coverage(report) == Coverage(
        {"auth/token.py": FileCoverage(frozenset({1}), frozenset({2, 5}))}
    )


@pytest.mark.parametrize(
    ("named", "path", "is_meant"),
    [
        ("src/auth/token.py", "src/auth/token.py", True),
        ("auth/token.py", "src/auth/token.py", True),
        ("/build/src/auth/token.py", "src/auth/token.py", True),
        ("C:\\build\\src\\auth\\token.py", "src/auth/token.py", True),
        ("other/token.py", "src/auth/token.py", False),
        ("th/token.py", "src/auth/token.py", False),
    ],
)
def test_coverage__matches_names_folder_by_folder(named: str, path: str, *, is_meant: bool) -> None:
    report = Coverage({named: FileCoverage(frozenset(), frozenset({1}))})
    assert (report.of(RepoPath(path)) is not None) is is_meant


def test_coverage__says_nothing_where_two_names_fit() -> None:
    file = FileCoverage(frozenset(), frozenset({1}))
    report = Coverage({"/a/src/x.py": file, "/b/src/x.py": file})
    assert report.of(RepoPath("src/x.py")) is None


def test_missed__gives_spans_of_the_lines_that_could_run() -> None:
    report = parse_coverage(
        json.dumps(
            {"files": {"a.py": {"executed_lines": [3], "missing_lines": [1, 2, 4, 8, 9]}}}
        ).encode()
    )
    assert report.missed(RepoPath("a.py"), [(1, 4), (9, 20)]) == ((1, 2), (4, 4), (9, 9))
    assert report.missed(RepoPath("b.py"), [(1, 4)]) == ()


def test_cobertura__refuses_entities(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><coverage>&b;</coverage>'
    report = tmp_path / "bomb.xml"
    report.write_bytes(bomb)
    with pytest.raises(BadCoverageReport, match="damaged"):
        read_coverage(report)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing of the kind",
        b"{}",
        b'{"files": 3}',
        b"[" * 100_000,
        b'{"files":' + b"[" * 100_000,
        b"<coverage>",
        b'<c><class filename="a"><line number="-1" hits="0"/></class></c>',
        b'<c><class filename="a"><line number="99999999999" hits="0"/></class></c>',
        b"SF:a.py\nDA:x,y\n",
    ],
)
def test_read_coverage__refuses_damage_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    report = tmp_path / "report"
    report.write_bytes(content)
    with pytest.raises(BadCoverageReport, match="is damaged"):
        read_coverage(report)


def test_read_coverage__says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadCoverageReport, match="cannot be read"):
        read_coverage(tmp_path / "missing.xml")


def test_read_coverage__waits_for_no_pipe_and_reads_no_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    for name in ("pipe", "endless"):
        with pytest.raises(BadCoverageReport, match="is no file"):
            read_coverage(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{" + b" " * coverage.MAX_JSON_BYTES, "is too large: 64 MiB"),
        (b"SF:a" + b" " * coverage.MAX_BYTES, "is too large: 64 MiB"),
        (b"<a>" * (coverage.MAX_DEPTH + 1), "is damaged"),
        (b"".join(b"SF:%x\nDA:1,0\n" % n for n in range(coverage.MAX_FILES + 1)), "is damaged"),
    ],
    ids=["json", "size", "depth", "files"],
)
def test_read_coverage__stops_at_its_limits(tmp_path: Path, content: bytes, why: str) -> None:
    report = tmp_path / "report"
    report.write_bytes(content)
    with pytest.raises(BadCoverageReport, match=why):
        read_coverage(report)


def test_read_coverage__counts_the_lines_of_all_reports_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "MAX_LINES", 5)
    report = tmp_path / "report"
    report.write_bytes(LCOV)
    assert read_coverage(report) == parse_coverage(LCOV)
    with pytest.raises(BadCoverageReport, match="is damaged"):
        read_coverage(report, report)


@given(st.binary(max_size=200))
def test_parse_coverage__fails_in_known_ways_only(content: bytes) -> None:
    with suppress(*DAMAGE):
        parse_coverage(content)
