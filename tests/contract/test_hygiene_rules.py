"""Does each registered rule keep its word? Its own examples, run for real."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from teammemory_bot.agents import hygiene, hygiene_rules
from teammemory_bot.agents.audit.whole import judge
from teammemory_bot.agents.hygiene_rules import commit_without_issue_key, foreign_issue_key
from teammemory_bot.agents.hygiene_rules.registry import MEMORY_RULES, PULL_RULES, all_rules
from teammemory_bot.agents.hygiene_rules.rule import (
    Example,
    ExampleChange,
    MemoryRule,
    PastExample,
    PullRule,
    Rule,
)
from teammemory_bot.domain.finding import Severity, plain_text
from teammemory_bot.domain.rule_id import RULE_IDS
from teammemory_bot.domain.rule_result import Result
from teammemory_bot.domain.unproved import unproved_numbers
from testing.rule_example import ExampleWorlds, example_worlds
from testing.rule_past import past_of

every_past = pytest.mark.parametrize("rule", MEMORY_RULES, ids=lambda rule: rule.RULE.id)
every_card = pytest.mark.parametrize("card", all_rules(), ids=lambda card: card.id)
every_rule = pytest.mark.parametrize("rule", PULL_RULES, ids=lambda rule: rule.RULE.id)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExampleWorlds]:
    with example_worlds(tmp_path_factory.mktemp("examples")) as made:
        yield made


def example_of(rule: PullRule) -> Example:
    assert rule.RULE.triggers is not None
    return rule.RULE.triggers


@every_rule
def test_rule__is_triggered_by_its_first_example(rule: PullRule, worlds: ExampleWorlds) -> None:
    case = worlds.case_of(example_of(rule))
    checked = rule.check(case)
    assert checked.result is Result.FAIL, checked.reason
    assert checked.finding is not None
    assert checked.finding.rule == rule.RULE.id
    assert checked.finding.severity is rule.RULE.severity
    assert plain_text(checked.finding.asks).endswith(".")
    assert not list(unproved_numbers(checked.finding, as_of=case.pr.as_of))
    assert rule.check(case) == checked


@every_rule
def test_rule__passes_its_second_example(rule: PullRule, worlds: ExampleWorlds) -> None:
    assert rule.RULE.quiet is not None
    checked = rule.check(worlds.case_of(rule.RULE.quiet))
    assert checked.result in {Result.PASS, Result.SKIP}, checked.reason
    assert checked.finding is None
    assert checked.reason


@every_rule
def test_rule__can_be_switched_off_and_made_louder(rule: PullRule, worlds: ExampleWorlds) -> None:
    example, name = example_of(rule), rule.RULE.id
    off = replace(example, policy=replace(example.policy, disabled_rules=frozenset([name])))
    loud = replace(example, policy=replace(example.policy, severities=((name, Severity.HIGH),)))
    case = worlds.case_of(off)
    assert name not in {result.rule for result in hygiene.run(case.pr, case.memory).results}
    found = rule.check(worlds.case_of(loud)).finding
    assert found is not None
    assert found.severity is Severity.HIGH


@every_past
def test_rule__is_triggered_by_its_past(rule: MemoryRule, tmp_path: Path) -> None:
    assert rule.RULE.past_triggers is not None
    with past_of(rule.RULE.past_triggers, tmp_path / "memory.sqlite") as past:
        broken = [case for case in rule.audit(past) if case.result is Result.FAIL]
        assert broken
        assert all(case.evidence and plain_text(case.says) for case in broken)
        judged = judge(rule, past)
    assert judged.failed == len(broken)
    assert judged.examples
    assert judged.severity is rule.RULE.severity


@every_past
def test_rule__passes_its_quiet_past(rule: MemoryRule, tmp_path: Path) -> None:
    assert rule.RULE.past_quiet is not None
    with past_of(rule.RULE.past_quiet, tmp_path / "memory.sqlite") as past:
        cases = list(rule.audit(past))
    assert cases
    assert not [case for case in cases if case.result is Result.FAIL]
    assert all(case.reason for case in cases if case.result in {Result.SKIP, Result.UNKNOWN})


@every_past
def test_rule__says_why_it_cannot_judge_a_bare_memory(rule: MemoryRule, tmp_path: Path) -> None:
    """One commit and nothing else: no failure without a record, no silence without a reason."""
    bare = PastExample(changes=(ExampleChange(title="Begin"),))
    with past_of(bare, tmp_path / "memory.sqlite") as past:
        judged = judge(rule, past)
    assert judged.failed == 0
    assert judged.judged or judged.reasons or rule.RULE.id == "orphan-commit"


@every_card
def test_rule__has_a_whole_card(card: Rule) -> None:
    assert card.id in RULE_IDS
    assert card.title[0].isupper()
    assert not card.title.endswith(".")
    assert card.why.endswith(".")
    assert card.remedy.endswith(".")
    assert (card.triggers is None) == (card.quiet is None)
    assert (card.past_triggers is None) == (card.past_quiet is None)
    assert card.triggers != card.quiet or card.past_triggers != card.past_quiet


def test_registry__holds_every_rule_module_once() -> None:
    modules = {
        module.name
        for module in pkgutil.iter_modules(hygiene_rules.__path__)
        if hasattr(importlib.import_module(f"{hygiene_rules.__name__}.{module.name}"), "RULE")
    }
    for rules in (PULL_RULES, MEMORY_RULES):
        names = [rule.RULE.id for rule in rules]
        assert len(set(names)) == len(names)
    assert {card.id.replace("-", "_") for card in all_rules()} == modules
    assert {card.id for card in all_rules()} | {"risk-high"} == set(RULE_IDS)


OWN = tuple(ExampleChange(title=f"PROJ-{number}: Keep it short") for number in range(101, 111))


def test_commit_rule__key_of_a_former_project__is_no_leak(tmp_path: Path) -> None:
    """Projects are learned from the newest changes; a history of years has seen others."""
    example = PastExample(changes=(*OWN, ExampleChange(title="OLD-7: Keep it long")))
    with past_of(example, tmp_path / "memory.sqlite") as past:
        assert judge(commit_without_issue_key, past).failed == 0
    with past_of(replace(example, projects=frozenset(("PROJ",))), tmp_path / "other") as past:
        judged = judge(commit_without_issue_key, past)
    assert [plain_text(failure.says) for failure in judged.examples] == [
        "OLD-7: Keep it long names no issue of this team, only OLD-7"
    ]


@pytest.mark.parametrize(("issues", "failed"), [(1, 1), (4, 4), (5, 0)])
def test_foreign_key_rule__project_with_many_issues__is_no_slip(
    issues: int, failed: int, tmp_path: Path
) -> None:
    cited = tuple(ExampleChange(title=f"Keep it (PROJX-{n})") for n in range(1, issues + 1))
    with past_of(PastExample(changes=(*OWN, *cited)), tmp_path / "memory.sqlite") as past:
        assert past.habit.projects == {"PROJ"}
        assert judge(foreign_issue_key, past).failed == failed
