"""Which rule makes a change a bug fix, and which commits does a message name?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.scoring.bug_fix import (
    FixRule,
    fix_rule,
    fix_rule_of_merge,
    is_revert,
)

SHA = "b91c0de" + "0" * 33


@pytest.mark.parametrize(
    ("subject", "rule"),
    [
        ("fix: refresh the token twice", FixRule.PREFIX),
        ("Fix(auth)!: refresh the token twice", FixRule.PREFIX),
        ("bugfix: off by one", FixRule.PREFIX),
        ("fix(docs): broken link", None),
        ("fix: failing tests on Windows", None),
        ("fix: update dependency a to v2", None),
        ("fix: don't crash in Linter", FixRule.PREFIX),
        ("revert: feat: parallel refresh", FixRule.PREFIX),
        ("revert: bump ruff to 1.0", None),
        ("feat: fix a crash by a new cache", None),
        ("chore: fix wrong path", None),
        ("Worker: crashes when the pool is empty", FixRule.KEYWORD),
        ("Deadlock in the pool (#12)", FixRule.KEYWORD),
        ("CVE-2024-1234 in the parser", FixRule.KEYWORD),
        ("The worker fails to start", FixRule.KEYWORD),
        ("Fixed a typo", None),
        ("Fix flaky tests", None),
        ("Fix pylint warnings", None),
        ("prefix the names", None),
        ("Add a debug log", None),
        ("", None),
    ],
)
def test_fix_rule__reads_the_subject(subject: str, rule: FixRule | None) -> None:
    assert fix_rule(subject) is rule


@pytest.mark.parametrize("label", ["bug", "Bug", "type: bug", "kind/bug", "C-bug", "regression"])
def test_fix_rule__a_bug_label_beats_the_subject(label: str) -> None:
    assert fix_rule("docs: say more", labels=["area/auth", label]) is FixRule.LABEL


@pytest.mark.parametrize("label", ["debugging", "not a bug", "bugzilla import", "enhancement"])
def test_fix_rule__other_labels_say_nothing(label: str) -> None:
    assert fix_rule("Say more", labels=[label]) is None


def test_fix_rule__issue_type_comes_first() -> None:
    assert fix_rule("fix: x", labels=["bug"], issue_types=["Bug"]) is FixRule.ISSUE_TYPE
    assert fix_rule("Say more", issue_types=["Story"]) is None


@pytest.mark.parametrize(
    ("title", "subjects", "rule"),
    [
        ("Fix a crash", ["wip"], FixRule.KEYWORD),
        ("Parallel refresh", ["Fix a crash", "Fix a leak", "wip"], FixRule.COMMITS),
        ("Parallel refresh", ["Fix a crash", "wip"], None),
        ("Parallel refresh", ["Fix a crash"] * 10, FixRule.COMMITS),
        ("Parallel refresh", ["Fix a crash"] * 11, None),
        ("Parallel refresh", [], None),
    ],
)
def test_fix_rule_of_merge__title_first_then_most_of_its_commits(
    title: str, subjects: list[str], rule: FixRule | None
) -> None:
    assert fix_rule_of_merge(title, subjects) is rule


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        ('Revert "Add a cache"', "", True),
        ("revert: feat: cache", "", True),
        ("Back out the cache", f"This reverts commit {SHA}.", True),
        ("Add a revert button", "", False),
    ],
)
def test_is_revert__by_its_own_words(subject: str, body: str, *, expected: bool) -> None:
    assert is_revert(subject, body) is expected


@given(st.text(max_size=300))
def test_rules__take_any_text(text: str) -> None:
    fix_rule(text, labels=[text], issue_types=[text])
    is_revert(text, text)


@pytest.mark.parametrize("unit", ["fix ", "follow-up ", "reverts ", " ", "(", "a/", "fixes: "])
def test_rules__stay_linear(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    before = time.process_time()
    fix_rule(text, labels=[text])
    is_revert(text, text)
    assert time.process_time() - before < 1.0
