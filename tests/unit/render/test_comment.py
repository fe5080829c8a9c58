"""Does the comment say what it should, in the order and tone of the product?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from teammemory_bot.domain.finding import (
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Outcome,
    Quoted,
    Report,
    Severity,
    found,
    not_applicable,
    phrase,
)
from teammemory_bot.domain.verdict import Ruling, Strike, Verdict
from teammemory_bot.render.comment import COMMENT_BUDGET, render_comment, render_minimal
from teammemory_bot.render.filters import BREAK
from teammemory_bot.render.text import render_text
from teammemory_bot.render.view import Answer, Section, view_of
from testing.github_markdown import Rendered
from testing.sample_view import DIFF, LINKS, MEMORY, answers, pull_request, risk, view

GOLDEN = Path(__file__).parents[2] / "data" / "golden"


def shown(*reports: Report, **memory) -> str:
    given = [Answer(title=report.agent, report=report) for report in reports]
    return render_comment(view_of(given, pull_request(), memory=replace(MEMORY, **memory)), LINKS)


def small(number: int = 0, **fields) -> Finding:
    given = {
        "severity": Severity.LOW,
        "phrase": phrase("Look at ", Quoted(f"thing {number}")),
        "evidence": (DIFF,),
    }
    return Finding(rule="r", confidence=Confidence.HIGH, **(given | fields))


@pytest.mark.parametrize("name", ["comment.md", "comment.txt"])
def test_sample__all_kinds_of_reports__as_the_golden_file_says(name: str) -> None:
    made = render_comment(view(), LINKS) if name == "comment.md" else render_text(view())
    assert made.replace(BREAK, "") == (GOLDEN / name).read_text("utf-8")


def test_comment__its_parts__stand_in_the_order_of_the_product() -> None:
    body = render_comment(view(), LINKS)
    parts = [
        "<!-- teammemory-bot:v1 ",
        "### Team memory: 1 thing to fix, 1 of 7 files stands out, 1 question not answered",
        "✖ **No issue key**",
        "**Suggested reviewers**",
        "| | Why | Now |",
        "| Burak Kaya (`bkaya`) · strong |",
        "- Only ",
        "**Risk evidence: elevated**",
        "Did you forget ",
        "**Linked work**",
        "**Reading list** not known: nothing was read",
        "<details>",
        "**Not looked at**",
        "</details>",
        "<sub>memory at ",
    ]
    places = [body.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "@" not in body


def test_comment__rendered_by_github__has_its_table_lists_and_links() -> None:
    rendered = Rendered(render_comment(view(), LINKS))
    assert (rendered.tags["table"], rendered.tags["tr"], rendered.tags["details"]) == (1, 3, 1)
    assert rendered.comments == 1
    assert all(
        "https://github.test/octo/repo/" in a or "https://jira.test/" in a for a in rendered.links
    )


def test_comment__nothing_to_say__one_line() -> None:
    body = shown(found("hygiene", ()), not_applicable("risk"))
    assert body.startswith("Team memory: nothing stands out. <sub>memory at ")
    assert body.count("\n") == 1


def test_comment__failed_agent__says_so_in_one_line() -> None:
    body = shown(Report(agent="risk", outcome=Outcome.FAILED, reason="KeyError"))
    assert "### Team memory: 1 question not answered" in body
    assert "**risk** could not be worked out (KeyError); the rest is complete" in body


def test_comment__unavailable_without_a_reason__says_even_that() -> None:
    body = shown(Report(agent="risk", outcome=Outcome.NOT_AVAILABLE))
    assert "**risk** not known: the reason was not given" in body


def test_comment__level_without_findings__one_line() -> None:
    body = shown(Report(agent="risk", outcome=Outcome.NOTHING_TO_SAY, level="usual"))
    assert "**risk: usual**" in body


def test_comment__only_one_line_and_no_level__stands_beside_the_title() -> None:
    assert "**a** Look at thing 0" in shown(found("a", (small(),)))


def test_comment__reason_for_silence_and_limits__stand_in_the_folded_part() -> None:
    body = shown(
        found("a", (small(1), small(2))),
        not_applicable("b", reason="no file was changed by hand"),
        limits=("the memory is partial",),
    )
    folded = body.partition("<details>")[2]
    assert "b: no file was changed by hand" in folded
    assert "the memory is partial" in folded


@pytest.mark.parametrize(("count", "said"), [(1, "1 claim could not"), (2, "2 claims could not")])
def test_comment__struck_claims__are_counted(count: int, said: str) -> None:
    strike = Strike(agent="a", rule="r", ruling=Ruling.REFUTED, claimed="1", derived="2")
    told = view_of(
        [Answer(title="a", report=found("a", (small(1),)))],
        pull_request(),
        memory=MEMORY,
        verdict=Verdict(made=3, confirmed=3 - count, strikes=(strike,) * count),
    )
    body = render_comment(told, LINKS)
    assert said in body
    assert f"{3 - count} of 3 claims re-derived" in body


def test_comment__a_new_agent__appears_without_a_change_here() -> None:
    body = shown(found("novelty", (small(1, facts=(phrase("it is new"),)), small(2))))
    assert "**novelty**" in body
    assert "- Look at thing 1: it is new" in body


def test_comment__no_address_known__no_links_and_the_same_words() -> None:
    with_links, without = Rendered(render_comment(view(), LINKS)), Rendered(render_comment(view()))
    assert not without.links
    said = ["".join(sorted(" ".join(r.text + r.quiet))).split() for r in (with_links, without)]
    assert said[0] == said[1]


@pytest.mark.parametrize("count", [10, 500, 3_000])
def test_comment__many_rows__within_the_budget_and_says_what_was_cut(count: int) -> None:
    rows = tuple(small(n, facts=(phrase("x" * 60),)) for n in range(count))
    body = shown(found("a", rows))
    assert len(body.encode()) <= COMMENT_BUDGET
    assert ("left out here: a comment has a limited size" in body) is (count > 10)
    assert body.count("<details>") == body.count("</details>")
    assert "- Look at thing 0: " in body
    assert body.endswith("</sub>\n")


def test_comment__problems_alone_too_many__the_last_ones_go() -> None:
    problems = tuple(
        small(
            n,
            severity=Severity.HIGH,
            asks=phrase("Do something about it."),
            facts=(phrase("y" * 900),),
        )
        for n in range(200)
    )
    body = shown(found("a", problems))
    assert len(body.encode()) <= COMMENT_BUDGET
    assert body.startswith("### Team memory: 200 things to fix")
    assert "✖ **Look at thing 0**" in body
    assert "thing 199" not in body


def test_comment__budget_that_holds_nothing__what_cannot_be_cut_remains() -> None:
    assert render_comment(view(), LINKS, budget=10).startswith("<!-- teammemory-bot:v1 ")


def test_comment__same_view_twice__same_bytes() -> None:
    assert render_comment(view(), LINKS) == render_comment(view(), LINKS)


def test_comment__sample__is_short() -> None:
    assert len(render_comment(view(), LINKS)) < 5_000


def test_minimal__only_what_has_to_be_fixed() -> None:
    body = render_minimal(view(), LINKS)
    assert "✖ **No issue key**" in body
    assert "Burak" not in body
    assert "the job's log says why" in body


def test_text__long_lines__wrapped_and_indented() -> None:
    for line in render_text(view(), width=60).splitlines():
        assert len(line) <= 60 or " " not in line.strip()


def test_text__nothing_to_say__two_lines() -> None:
    told = view_of([], pull_request(), memory=MEMORY)
    assert render_text(told).splitlines()[0] == "Team memory: nothing stands out"
    assert "Evidence" not in render_text(told)


def test_answers__severity_and_asks__decide_what_is_a_problem() -> None:
    advice = phrase("Do it.")
    for severity, asks, is_detail, is_problem in (
        (Severity.HIGH, advice, False, True),
        (Severity.MEDIUM, advice, False, True),
        (Severity.LOW, advice, False, False),
        (Severity.HIGH, (), False, False),
        (Severity.HIGH, advice, True, False),
    ):
        body = shown(found("a", (small(severity=severity, asks=asks, is_detail=is_detail),)))
        assert ("✖" in body) is is_problem


def test_evidence__issue_named_twice__linked_to_the_tracker() -> None:
    issue = Evidence(kind=EvidenceKind.ISSUE, reference="PROJ-7", note="Done")
    body = shown(found("a", (small(evidence=(issue, DIFF)), small(2))))
    assert "[`PROJ-7`](https://jira.test/browse/PROJ-7) Done, [this change]" in body


def test_sample__is_made_of_reports_that_the_gate_knows() -> None:
    assert [a.report.agent for a in answers()][2] == risk().agent


@pytest.mark.parametrize(
    ("title", "remark", "line"),
    [
        (
            "Risk evidence: usual",
            "src/a.py often changes with b.py",
            "Risk evidence: usual. src/a.py",
        ),
        ("Risk evidence: high", "(97 of 100 changes are below)", "Risk evidence: high (97 of"),
        ("Hygiene", "not known: GitHub did not say", "Hygiene not known: GitHub"),
    ],
)
def test_text__parts_a_level_from_what_follows(title: str, remark: str, line: str) -> None:
    told = replace(view(), sections=(Section(title=phrase(title), remark=phrase(remark)),))
    assert f"\n{line}" in render_text(told)
