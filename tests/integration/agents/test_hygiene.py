"""What does the hygiene agent say, whom does it leave alone, and who may go around it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from teammemory_bot.agents import hygiene
from teammemory_bot.agents.hygiene_rules.rule import Example
from teammemory_bot.domain.finding import Report, plain_text
from teammemory_bot.domain.issue_key import KeyKind, Place
from teammemory_bot.domain.pattern import Glob, Pattern
from teammemory_bot.domain.policy import Exemptions, HygienePolicy, KeyPolicy
from teammemory_bot.domain.rule_result import Result, RuleResult, overall
from testing.rule_example import ExampleWorlds, example_worlds

KEYED = tuple(f"PROJ-{number}: Keep sessions short" for number in range(101, 111))
BARE = Example(history=KEYED)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExampleWorlds]:
    with example_worlds(tmp_path_factory.mktemp("worlds")) as made:
        yield made


def report_of(worlds: ExampleWorlds, example: Example, **changes: object) -> Report:
    case = worlds.case_of(example)
    return hygiene.run(replace(case.pr, **changes), case.memory)  # type: ignore[arg-type]


def result_of(report: Report, rule: str = "missing-issue-key") -> RuleResult:
    return next(result for result in report.results if result.rule == rule)


def test_hygiene__says_what_was_looked_at_and_the_one_thing_to_do(worlds: ExampleWorlds) -> None:
    report = report_of(worlds, BARE)
    finding = report.findings[0]
    assert plain_text(finding.phrase) == "No issue key"
    assert plain_text(finding.facts[0]) == "in title, body, branch or commits."
    assert "`" not in plain_text(finding.asks)
    assert "PROJ-123" in plain_text(finding.asks)
    assert "10 of the last 10 changes name one" in result_of(report).reason


@pytest.mark.parametrize(
    ("example", "place"),
    [
        (replace(BARE, title="PROJ-1 Show it"), "title"),
        (replace(BARE, body="For proj-1."), "body"),
        (replace(BARE, branch="feature/proj-1-show"), "branch"),
        (replace(BARE, commits=("PROJ-1 Show it",)), "commit"),
    ],
)
def test_hygiene__takes_a_key_from_any_place(
    worlds: ExampleWorlds, example: Example, place: str
) -> None:
    said = result_of(report_of(worlds, example))
    assert said.result is Result.PASS
    assert said.reason == f"PROJ-1 in the {place}"


def test_hygiene__looks_only_where_the_team_says(worlds: ExampleWorlds) -> None:
    policy = HygienePolicy(keys=KeyPolicy(places=(Place.TITLE,)))
    report = report_of(worlds, replace(BARE, branch="PROJ-1-show", policy=policy))
    assert result_of(report).result is Result.FAIL
    assert plain_text(report.findings[0].facts[0]) == "in title."


def test_hygiene__says_which_mention_does_not_count(worlds: ExampleWorlds) -> None:
    report = report_of(worlds, replace(BARE, body="It fixes #12."))
    assert result_of(report).result is Result.FAIL
    assert plain_text(report.findings[0].facts[0]).endswith(
        "; fixes #12 in the body names an issue of another tracker than yours."
    )


@pytest.mark.parametrize(
    ("exemptions", "changes", "reason"),
    [
        (Exemptions(), {"author_is_bot": True}, "the author is a bot"),
        (Exemptions(authors=frozenset(["ana silva"])), {}, "exempts the author"),
        (Exemptions(labels=frozenset(["chore"])), {"labels": ("Chore",)}, "the label Chore"),
        (Exemptions(branches=(Glob("session-*"),)), {}, "branches like session-*"),
        (Exemptions(paths=(Glob("src/"),)), {}, "every path"),
        (Exemptions(title_prefixes=("Show",)), {}, "titles that start with Show"),
    ],
)
def test_hygiene__skips_what_is_exempt_with_the_reason(
    worlds: ExampleWorlds, exemptions: Exemptions, changes: dict[str, object], reason: str
) -> None:
    example = replace(BARE, policy=HygienePolicy(exemptions=exemptions))
    report = report_of(worlds, example, **changes)
    assert {result.result for result in report.results} == {Result.SKIP}
    assert all(reason in result.reason for result in report.results)
    assert not report.findings


def test_hygiene__does_not_skip_bots_where_the_team_says_so(worlds: ExampleWorlds) -> None:
    policy = HygienePolicy(exemptions=Exemptions(bots=False))
    report = report_of(worlds, replace(BARE, policy=policy), author_is_bot=True)
    assert result_of(report).result is Result.FAIL


def test_hygiene__lets_the_bypass_label_pass_and_leaves_a_trace(worlds: ExampleWorlds) -> None:
    example = replace(BARE, labels=("Emergency",), policy=HygienePolicy(bypass_label="emergency"))
    report = report_of(worlds, example)
    bypass, missing = report.findings[0], report.findings[1]
    assert bypass.rule == hygiene.BYPASS
    assert "Emergency" in plain_text(bypass.phrase)
    assert missing.rule == "missing-issue-key"
    assert result_of(report).is_bypassed
    gate = frozenset(["missing-issue-key"])
    assert overall(report.results, fail_on=gate, fails_when_unknown=True) is Result.PASS


def test_hygiene__asks_for_no_key_where_none_is_customary(worlds: ExampleWorlds) -> None:
    said = result_of(report_of(worlds, Example(history=("Begin", "Go on"))))
    assert said.result is Result.SKIP
    assert "neither the configuration nor the last 2 changes" in said.reason


def test_hygiene__asks_for_a_key_where_fail_on_names_the_rule(worlds: ExampleWorlds) -> None:
    case = worlds.case_of(Example(history=("Begin", "Go on")))
    policy = replace(case.pr.policy, fail_on=frozenset(["missing-issue-key"]))
    report = hygiene.run(replace(case.pr, policy=policy), case.memory)
    assert result_of(report).result is Result.FAIL


def test_hygiene__excuses_a_kind_of_title_that_names_no_issue(worlds: ExampleWorlds) -> None:
    history = (*KEYED, *(f"MINOR: comment {number}" for number in range(5)))
    said = result_of(report_of(worlds, Example(history=history, title="MINOR: a comment")))
    assert said.result is Result.SKIP
    assert "`minor:` name no issue here" in said.reason


def test_hygiene__names_a_slip_once_and_fails_both_rules(worlds: ExampleWorlds) -> None:
    report = report_of(worlds, replace(BARE, title="PRJO-7 Show it"))
    assert [f.rule for f in report.findings if not f.is_detail] == ["foreign-issue-key"]
    assert "did you mean PROJ-7?" in plain_text(report.findings[0].facts[0])
    assert result_of(report).result is Result.FAIL


def test_hygiene__holds_configured_projects_strictly(worlds: ExampleWorlds) -> None:
    example = replace(BARE, title="OTHER-7 Show it", projects=frozenset(["PROJ"]))
    assert result_of(report_of(worlds, example)).result is Result.FAIL
    assert (
        result_of(report_of(worlds, replace(BARE, title="OTHER-7 Show it"))).result is Result.PASS
    )


def test_hygiene__takes_the_teams_own_pattern(worlds: ExampleWorlds) -> None:
    keys = KeyPolicy(
        patterns=(Pattern("ticket (?P<key>T[0-9]+)"),), trackers=frozenset([KeyKind.PATTERN])
    )
    example = replace(BARE, title="For ticket T12", policy=HygienePolicy(keys=keys))
    assert result_of(report_of(worlds, example)).reason == "T12 in the title"


def test_hygiene__is_unknown_where_the_tracker_was_never_read(worlds: ExampleWorlds) -> None:
    report = report_of(worlds, replace(BARE, title="PROJ-1 Show it"))
    assert result_of(report, "unknown-issue-key").result is Result.UNKNOWN
    assert report.not_seen == ("the tracker of PROJ-1 was never read",)
    gate = frozenset(["unknown-issue-key"])
    assert overall(report.results, fail_on=gate, fails_when_unknown=False) is Result.UNKNOWN
    assert overall(report.results, fail_on=gate, fails_when_unknown=True) is Result.FAIL


def test_hygiene__does_not_take_its_own_number_or_a_pull_request_for_an_issue(
    worlds: ExampleWorlds,
) -> None:
    history = (*KEYED, "Land it (#7)")
    for title in ("Show it (#42)", "Follow up on #7"):
        assert (
            result_of(report_of(worlds, Example(history=history, title=title))).result
            is Result.FAIL
        )
