"""Does code scanning get what the standard describes, whatever the files and texts are called?"""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import unquote_to_bytes

import pytest

from teammemory_bot.domain.identity import path_from_bytes
from teammemory_bot.render.findings_sarif import findings_sarif
from testing.sample_view import answers
from testing.sarif_schema import sarif_mistakes


def results(text: str) -> list[dict]:
    (run,) = json.loads(text)["runs"]
    assert {one["ruleId"] for one in run["results"]} == {
        r["id"] for r in run["tool"]["driver"]["rules"]
    }
    return run["results"]


def place_of(result: dict) -> dict:
    (location,) = result["locations"]
    return location["physicalLocation"]


def test_sarif_of_a_review__is_what_the_standard_describes() -> None:
    text = findings_sarif(answers())
    assert sarif_mistakes(text) == []
    shown = results(text)
    findings = [one for answer in answers() for one in answer.report.findings]
    assert len(shown) == sum(one.person is None for one in findings) > 3
    assert not [one for one in findings if one.person and one.person.name in text]


def test_sarif_without_findings__is_valid() -> None:
    assert sarif_mistakes(findings_sarif([])) == []
    assert results(findings_sarif([])) == []


@pytest.mark.parametrize(
    "name",
    [
        "a b/ü%20#?.py".encode(),
        b"src/\t\n\x1b.py",
        b":(glob)*",
        b"src/\xe9\\.py",
        b'x"><script>.py',
    ],
)
def test_sarif__names_any_path_by_a_reference(name: bytes) -> None:
    (answer, finding) = next(
        (answer, one)
        for answer in answers()
        for one in answer.report.findings
        if one.person is None
    )
    odd = replace(finding, path=path_from_bytes(name), first_line=3, last_line=5)
    text = findings_sarif([replace(answer, report=replace(answer.report, findings=(odd,)))])
    assert sarif_mistakes(text) == []
    (result,) = results(text)
    uri = place_of(result)["artifactLocation"]["uri"]
    assert uri.isascii()
    assert not set(uri) & set(' :#?"<>\t\n')
    assert unquote_to_bytes(uri) == name
    assert place_of(result)["region"] == {"startLine": 3, "endLine": 5}


def test_the_schema__objects_to_what_is_no_sarif() -> None:
    text = findings_sarif(answers()).replace('"startLine"', '"firstLine"')
    assert "firstLine" in sarif_mistakes(text)[0]
