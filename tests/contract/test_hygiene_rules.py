"""Does each registered rule keep its word? Its own examples, run for real."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import replace

import pytest

from teammemory_bot.agents import hygiene, hygiene_rules
from teammemory_bot.agents.hygiene_rules.registry import PULL_RULES
from teammemory_bot.agents.hygiene_rules.rule import PullRule
from teammemory_bot.domain.finding import Severity, plain_text
from teammemory_bot.domain.rule_id import RULE_IDS
from teammemory_bot.domain.rule_result import Result
from testing.rule_example import ExampleWorlds, example_worlds

every_rule = pytest.mark.parametrize("rule", PULL_RULES, ids=lambda rule: rule.RULE.id)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExampleWorlds]:
    with example_worlds(tmp_path_factory.mktemp("examples")) as made:
        yield made


@every_rule
def test_rule__is_triggered_by_its_first_example(rule: PullRule, worlds: ExampleWorlds) -> None:
    case = worlds.case_of(rule.RULE.triggers)
    checked = rule.check(case)
    assert checked.result is Result.FAIL, checked.reason
    assert checked.finding is not None
    assert checked.finding.rule == rule.RULE.id
    assert checked.finding.severity is rule.RULE.severity
    assert plain_text(checked.finding.asks).endswith(".")
    assert rule.check(case) == checked


@every_rule
def test_rule__passes_its_second_example(rule: PullRule, worlds: ExampleWorlds) -> None:
    checked = rule.check(worlds.case_of(rule.RULE.quiet))
    assert checked.result in {Result.PASS, Result.SKIP}, checked.reason
    assert checked.finding is None
    assert checked.reason


@every_rule
def test_rule__can_be_switched_off_and_made_louder(rule: PullRule, worlds: ExampleWorlds) -> None:
    example = rule.RULE.triggers
    off = replace(example, policy=replace(example.policy, disabled_rules=frozenset([rule.RULE.id])))
    loud = replace(
        example, policy=replace(example.policy, severities=((rule.RULE.id, Severity.HIGH),))
    )
    case = worlds.case_of(off)
    assert rule.RULE.id not in {r.rule for r in hygiene.run(case.pr, case.memory).results}
    found = rule.check(worlds.case_of(loud)).finding
    assert found is not None
    assert found.severity is Severity.HIGH


@every_rule
def test_rule__has_a_whole_card(rule: PullRule) -> None:
    card = rule.RULE
    assert card.id in RULE_IDS
    assert card.title[0].isupper()
    assert not card.title.endswith(".")
    assert card.why.endswith(".")
    assert card.remedy.endswith(".")
    assert card.triggers != card.quiet


def test_registry__holds_every_rule_module_once() -> None:
    no_rules = {"exemption", "pull_case", "pull_keys", "registry", "rule", "tracker", "wording"}
    modules = {module.name for module in pkgutil.iter_modules(hygiene_rules.__path__)} - no_rules
    registered = [rule.RULE.id.replace("-", "_") for rule in PULL_RULES]
    assert len(set(registered)) == len(registered)
    assert set(registered) == modules
