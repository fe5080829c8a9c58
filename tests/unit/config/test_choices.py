"""Which layer wins, and what becomes of its values?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from teammemory_bot.config.choices import Choices, Comment, Layer, Said, WrongChoice, choose
from teammemory_bot.config.reading import read_config
from teammemory_bot.domain.finding import Severity
from teammemory_bot.domain.issue_key import KeyKind, Place
from teammemory_bot.domain.policy import OnUnknown, Policy, Profile

FILE = b"""
profile: classic
comment: never
fail_on: [done-issue]
on_unknown: fail
api_budget: 7
reviewers: {request: true}
jira: {url: https://jira.example.org/}
risk: {coverage: "**/lcov.info"}
"""


def chosen(file: bytes = b"", **layers: Said) -> Choices:
    return choose(read_config(file), **layers)


def test_choices__are_the_defaults_without_anything() -> None:
    choices = chosen()
    assert choices.policy == Policy()
    assert (choices.comment, choices.api_budget, choices.jira_url) == (Comment.CHANGES, 200, None)
    assert not choices.request_reviewers
    assert set(choices.layers.values()) == {Layer.DEFAULT}


def test_choices__take_the_file_over_the_defaults() -> None:
    choices = chosen(FILE)
    assert choices.policy.profile is Profile.CLASSIC
    assert choices.policy.fail_on == {"done-issue"}
    assert choices.policy.on_unknown is OnUnknown.FAIL
    assert (choices.comment, choices.api_budget) == (Comment.NEVER, 7)
    assert choices.jira_url == "https://jira.example.org"
    assert choices.coverage_report == "**/lcov.info"
    assert choices.request_reviewers
    assert set(choices.layers.values()) == {Layer.FILE}


def test_choices__take_the_environment_over_the_file_and_flags_over_all() -> None:
    environment = Said(profile="evidence", fail_on="missing-issue-key, risk-high", api_budget="9")
    environment = replace(environment, coverage_report="coverage.xml")
    choices = chosen(
        FILE, environment=environment, flags=Said(profile="classic", on_unknown="pass")
    )
    assert choices.coverage_report == "coverage.xml"
    assert choices.policy.profile is Profile.CLASSIC
    assert choices.policy.fail_on == {"missing-issue-key", "risk-high"}
    assert choices.policy.on_unknown is OnUnknown.PASS
    assert choices.api_budget == 9
    assert choices.layers["profile"] is choices.layers["on_unknown"] is Layer.FLAG
    assert choices.layers["fail_on"] is Layer.ENVIRONMENT
    assert choices.layers["comment"] is Layer.FILE


def test_choices__do_not_take_an_empty_input_for_a_value() -> None:
    # An action's input that nobody set arrives as an empty text.
    assert chosen(FILE, environment=Said(fail_on="", comment=" ")) == chosen(FILE)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (Said(fail_on="mising-issue-key"), "did you mean missing-issue-key?"),
        (Said(comment="sometimes"), "comment must be one of always, changes"),
        (Said(api_budget="-1"), "api-budget must be a whole number"),
        (Said(api_budget="1000000"), "api-budget must be a whole number from 0 to 100,000"),
        (Said(request_reviewers="yes"), "request-reviewers must be one of true, false"),
        (Said(jira_url="http://jira.example.org"), "jira-url must look like"),
        (Said(profile="best"), "profile must be one of evidence, classic"),
        (Said(coverage_report="a/../../b"), "coverage-report leaves the workspace"),
        (Said(on_unknown="maybe"), "on-unknown must be one of pass, fail"),
    ],
)
def test_choices__refuse_values_that_cannot_be(said: Said, says: str) -> None:
    with pytest.raises(WrongChoice, match=r"must|names|leaves") as refused:
        chosen(flags=said)
    assert says in str(refused.value)


def test_policy__holds_what_the_file_says() -> None:
    policy = chosen(b"""
issue_keys:
  projects: [PROJ]
  places: [branch, title, branch]
  trackers: [jira]
  required: true
  patterns: ['T[0-9]+']
  done_statuses: [Shipped]
rules: {done-issue: off, empty-description: high}
limits: {max_lines: 10, max_files: 2, stale_owner_days: 30}
exempt: {bots: false, authors: [Ana], labels: [Chore], branches: ['release/*'], title_prefixes: [WIP]}
bypass_label: Emergency
base_branches: [main]
components: {auth: ['src/auth/**']}
reviewers: {max_suggestions: 1, exclude: [BKaya]}
""").policy
    hygiene = policy.hygiene
    assert policy.issue_projects == {"PROJ"}
    assert policy.excluded_people == {"bkaya"}
    assert policy.max_suggestions == 1
    assert hygiene.keys.places == (Place.BRANCH, Place.TITLE)
    assert hygiene.keys.trackers == {KeyKind.JIRA}
    assert hygiene.keys.is_required is True
    assert [found.text for found in hygiene.keys.patterns[0].find("a T12")] == ["T12"]
    assert {"shipped", "done"} <= hygiene.keys.done_statuses
    assert hygiene.disabled_rules == {"done-issue"}
    assert hygiene.severities == (("empty-description", Severity.HIGH),)
    assert (hygiene.max_lines, hygiene.max_files, hygiene.stale_owner_days) == (10, 2, 30)
    assert not hygiene.exemptions.bots
    assert hygiene.exemptions.authors == {"ana"}
    assert hygiene.exemptions.labels == {"chore"}
    assert hygiene.bypass_label == "emergency"
    assert hygiene.base_branches[0].matches("main")
    assert policy.components[0].paths[0].matches("src/auth/token.py")
