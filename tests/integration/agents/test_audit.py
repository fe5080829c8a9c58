"""Does the audit count what is there, and can every reader read it?"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from teammemory_bot.agents.audit.summary import audit_reply
from teammemory_bot.agents.audit.whole import audit, results_of
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample
from teammemory_bot.domain.audit import Audit, RuleAudit
from teammemory_bot.domain.codeowners import parse_codeowners
from teammemory_bot.domain.finding import Severity
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.rule_result import Result
from teammemory_bot.entrypoints.cli import main
from teammemory_bot.render.audit_files import (
    PreviousAuditUnreadable,
    audit_csv,
    audit_json,
    audit_sarif,
    parse_previous,
)
from teammemory_bot.render.audit_page import audit_html
from teammemory_bot.render.links import Links
from teammemory_bot.render.reply import reply_markdown, reply_text
from teammemory_bot.store.store import RepositoryIdentity, Store
from testing.repo_builder import RepoBuilder
from testing.rule_past import save_past, sha_of
from testing.sarif_schema import sarif_mistakes

NASTY = '<script>alert("x")</script> @everyone =1+1 ::error::'
PAST = PastExample(
    changes=(
        *(
            ExampleChange(
                title=f"PROJ-{n} Keep it short", number=n, reviewers=("Ben Olsen",), days_ago=90 - n
            )
            for n in range(1, 13)
        ),
        ExampleChange(title=NASTY, number=40, days_ago=2),
        ExampleChange(title="Fix it at night", days_ago=1),
    ),
    codeowners="* @ana-silva\nsrc/gone/ @ben-olsen\n",
)


@pytest.fixture
def done(tmp_path: Path) -> Iterator[Audit]:
    with Store.open(
        tmp_path / "m.sqlite", RepositoryIdentity(roots=(sha_of("r"),), branch="main")
    ) as store:
        save_past(PAST, store)
        made = audit(store.memory_at(), Policy(), codeowners=parse_codeowners(PAST.codeowners))
        assert made is not None
        again = audit(store.memory_at(), Policy(), codeowners=parse_codeowners(PAST.codeowners))
        assert made == again
        yield made


def counts(done: Audit) -> dict[str, tuple[int, int]]:
    return {rule.rule: (rule.failed, rule.judged) for rule in done.rules}


def test_audit__counts_by_rule_month_and_component(done: Audit) -> None:
    assert counts(done)["commit-without-issue-key"] == (2, 14)
    assert counts(done)["pull-request-without-issue"] == (1, 13)
    assert counts(done)["merged-without-review"] == (1, 13)
    assert counts(done)["orphan-commit"] == (1, 13)
    assert counts(done)["codeowners-syntax"] == (1, 2)
    rule = next(rule for rule in done.rules if rule.rule == "commit-without-issue-key")
    assert sum(month.judged for month in rule.by_month) == 14
    assert sum(month.failed for month in rule.by_month) == 2
    assert [(c.group, c.failed, c.judged) for c in rule.by_component] == [("auth", 2, 14)]
    assert [example.at for example in rule.examples] == sorted(
        (e.at for e in rule.examples), reverse=True
    )


def test_audit__gives_one_result_a_rule(done: Audit) -> None:
    results = {result.rule: result.result for result in results_of(done)}
    assert results["orphan-commit"] is Result.FAIL
    assert results["self-merged"] is Result.PASS
    assert results["wrong-base-branch"] is Result.SKIP
    assert results["codeowner-not-requestable"] is Result.UNKNOWN


def test_audit__compares_with_the_last_one(done: Audit, tmp_path: Path) -> None:
    before, at = parse_previous(audit_json(done, Links()))
    assert at == done.as_of
    assert before["orphan-commit"] == (1, 13)
    with Store.open(
        tmp_path / "n.sqlite", RepositoryIdentity(roots=(sha_of("r"),), branch="main")
    ) as store:
        save_past(PAST, store)
        earlier = {"orphan-commit": (2, 4)}
        again = audit(store.memory_at(), Policy(), before=earlier, before_at=at)
    assert again is not None
    orphan = next(rule for rule in again.rules if rule.rule == "orphan-commit")
    assert orphan.trend == pytest.approx(100 * (1 / 13 - 0.5))
    assert "points since the last audit" in reply_text(audit_reply(again))


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"rules": 3}', '{"rules": [{}], "as_of_seconds": 1}', "[" * 99_999]
)
def test_audit__refuses_a_previous_one_that_is_none(text: str) -> None:
    with pytest.raises(PreviousAuditUnreadable):
        parse_previous(text)


def test_audit__writes_csv_that_no_spreadsheet_runs(done: Audit) -> None:
    rows = list(csv.reader(io.StringIO(audit_csv(done))))
    assert rows[0] == ["rule", "severity", "by", "group", "judged", "failed"]
    whole = {row[0]: (int(row[5]), int(row[4])) for row in rows if row[2] == "whole"}
    assert whole == counts(done)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_audit__writes_sarif_with_a_place_for_each_result(done: Audit) -> None:
    text = audit_sarif(done)
    assert sarif_mistakes(text) == []
    run = json.loads(text)["runs"][0]
    known = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert len(run["results"]) == sum(len(rule.examples) for rule in done.rules)
    for result in run["results"]:
        assert result["ruleId"] in known
        assert result["message"]["text"].isprintable()
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_audit__is_one_page_that_asks_for_nothing_and_runs_nothing(done: Audit) -> None:
    page = audit_html(done, Links(repository_url="https://github.com/octo-org/app"))
    parser = _Tags()
    parser.feed(page)
    assert "script" not in parser.tags
    assert not {"img", "iframe", "link", "object"} & set(parser.tags)
    assert parser.sources
    assert all(s.startswith("https://github.com/octo-org/app/") for s in parser.sources)
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page


def test_audit__page_shows_the_same_months_for_each_rule(tmp_path: Path) -> None:
    """Also those in which nothing happened: a chart that leaves them out tells of another time."""
    changes = (
        ExampleChange(title="Long ago", number=1, days_ago=900),
        *(ExampleChange(title=f"PROJ-{n} Go on", days_ago=40) for n in range(9)),
        ExampleChange(title="PROJ-10 Stop", days_ago=1),
    )
    with Store.open(
        tmp_path / "m.sqlite", RepositoryIdentity(roots=(sha_of("r"),), branch="main")
    ) as store:
        save_past(PastExample(changes=changes), store)
        made = audit(store.memory_at(), Policy())
    assert made is not None
    page = audit_html(made, Links())
    assert "months from 2024-05 to 2026-04" in page
    commits = page.split('aria-label="Every commit names its issue')[1].split("</svg>")[0]
    assert re.findall(r'judged" x="(\d+)"', commits) == ["220", "230"]  # of 24 places
    assert "Nothing to judge since 2024-05." in page


@pytest.mark.parametrize(
    ("failed", "judged", "percent"),
    [(0, 9, "0.0 %"), (1, 36_000, "< 0.1 %"), (1, 2_000, "0.1 %"), (9, 9, "100.0 %")],
)
def test_audit__share_never_reads_as_nothing(failed: int, judged: int, percent: str) -> None:
    rule = RuleAudit(
        rule="r", title="R", severity=Severity.LOW, remedy="Do.", judged=judged, failed=failed
    )
    assert rule.percent == percent


def test_audit__reads_well_on_the_terminal_and_in_markdown(done: Audit) -> None:
    text = reply_text(audit_reply(done))
    assert "- orphan-commit 1 of 13 (7.7 %)\n   Require pull requests" in text
    assert "\n::error" not in text
    markdown = reply_markdown(
        audit_reply(done), Links(repository_url="https://github.com/octo-org/app")
    )
    assert "<script>" not in markdown
    assert "@everyone" not in markdown
    assert "(https://github.com/octo-org/app/pull/40)" in markdown


def test_audit__is_nothing_for_an_empty_memory(tmp_path: Path) -> None:
    with Store.open(
        tmp_path / "m.sqlite", RepositoryIdentity(roots=(sha_of("r"),), branch="main")
    ) as store:
        assert audit(store.memory_at(), Policy()) is None


def test_owners__compares_what_is_declared_with_who_takes_part(tmp_path: Path) -> None:
    """Ana writes and Ben reviews twelve changes; Chi, who is declared, takes part in none."""
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({".github/CODEOWNERS": "* @chi-nguyen\n"})
    for number in range(12):
        repo.commit({"src/a.py": f"a = {number}\n"}, subject=f"Step {number}")
    words = ["--repo", str(repo.path), "--memory", str(tmp_path / "m.sqlite"), "owners", "--json"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    (item,) = json.loads(done.stdout)["lists"]["items"]
    assert (item["pattern"], item["changes"], item["by_declared"]) == ("*", 13, 0)
