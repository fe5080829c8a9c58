"""Is every mistake in a configuration named with its place, and no file able to do harm?"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.config.errors import ConfigurationRefused, Problem
from teammemory_bot.config.model import RepositoryConfig
from teammemory_bot.config.reading import DEFAULT_PATH, read_config
from teammemory_bot.config.yaml_tree import MAX_BYTES, MAX_DEPTH
from testing.capped_child import costs_of
from testing.hostile_text import HostileConfig, hostile_configs

DEFAULTS = {"null-doc", "empty", "bom"}
"""Hostile files that mean the defaults."""


def refusal(text: str | bytes) -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ConfigurationRefused) as refused:
        read_config(raw)
    return str(refused.value).replace(f"{DEFAULT_PATH}:", "")


@pytest.mark.parametrize("hostile", hostile_configs(), ids=lambda hostile: hostile.name)
def test_config__refuses_hostile_files_in_one_line(hostile: HostileConfig) -> None:
    """With a place, and never with the value; or reads them as what they mean."""
    if hostile.is_read:
        assert (read_config(hostile.raw) == RepositoryConfig()) == (hostile.name in DEFAULTS)
        return
    said = refusal(hostile.raw)
    assert said[0].isdigit()
    assert "\n" not in said
    assert "hunter2" not in said
    assert said.isprintable()


def test_config__reads_hostile_files_within_a_second_and_64_mib() -> None:
    """Each in a process of its own that cannot have more; none is stopped there."""
    hostile = hostile_configs()
    costs = costs_of("config", [config.raw.decode("latin-1") for config in hostile], mib=64)
    for config, cost in zip(hostile, costs, strict=True):
        assert cost.said is not None, config.name
        assert bool(cost.said) is not config.is_read, config.name
        assert cost.seconds <= 1, config.name
        assert cost.mib <= 64, config.name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: 1\nfial_on: []", "2:1: unknown key `fial_on`; did you mean `fail_on`?"),
        ("issue_keys:\n  project: [A]", "2:3: unknown key `project`; did you mean `projects`?"),
        ("max_files: 3", "1:1: unknown key `max_files`; did you mean `limits.max_files`?"),
        (
            "rules:\n  done-isue: off",
            "2:3: `rules.done-isue` names no rule; did you mean `done-issue`?",
        ),
        ("fail_on: [risk-hihg]", "1:11: `fail_on` names no rule; did you mean `risk-high`?"),
        (
            "rules: {done-issue: loud}",
            "1:9: `rules.done-issue` must be one of `off`, `info`, `low`",
        ),
        ("limits: {max_lines: 0}", "1:10: `limits.max_lines` must be at least 1"),
        ("limits: {max_lines: true}", "1:10: `limits.max_lines` must be a whole number"),
        ("limits: {max_lines: 2000000}", "1:10: `limits.max_lines` must be at most 1,000,000"),
        ("exempt: {labels: '*'}", "1:10: `exempt.labels` must be a list"),
        ("exempt: {bots: yes}", "1:10: `exempt.bots` must be `true` or `false`"),
        ("exempt: {authors: [3]}", "1:20: `exempt.authors` must be text; put it in quotes"),
        ("limits: 3", "1:1: `limits` must be a mapping"),
        ("issue_keys: {projects: [proj]}", "1:25: `issue_keys.projects` must be a Jira project"),
        ("issue_keys: {places: []}", "1:14: `issue_keys.places` must not be empty"),
        (
            "issue_keys: {patterns: ['(a)\\1']}",
            "1:25: `issue_keys.patterns` is no pattern that RE2",
        ),
        ("exempt: {paths: ['../../**']}", "1:18: `exempt.paths` leaves the repository"),
        ("jira: {url: 'http://jira.example.org'}", "1:8: `jira.url` must look like `https://"),
        ("jira: {url: 'https://jira.test@evil.test'}", "1:8: `jira.url` must not hold a user name"),
        ("jira: {url: '${TOKEN}'}", "1:8: `jira.url` is read as it stands"),
        ("jira: {url: 'https://169.254.169.254'}", "1:8: `jira.url` must not be a link-local"),
        ("risk: {coverage: '../secret.xml'}", "1:8: `risk.coverage` leaves the workspace by `..`"),
        ("risk: {coverage: 'a/**/../..'}", "1:8: `risk.coverage` leaves the workspace by `..`"),
        ("risk: {coverage: '/etc/passwd'}", "1:8: `risk.coverage` is to be a path or glob inside"),
        ("risk: {coverage: 'C:\\a.xml'}", "1:8: `risk.coverage` is to be a path or glob inside"),
        ("risk: {coverage: ''}", "1:8: `risk.coverage` is empty"),
        ("jira: {token: abc}", "1:8: `token` looks like a secret"),
        ("comment: [a]", "1:1: `comment` must be one of"),
        ("bypass_label: " + "x" * 51, "1:1: `bypass_label` is too long"),
        ("a: &b 1", "1:4: anchors and aliases are not read"),
        ("a: 1\na: 2", "2:1: the key `a` stands twice, first in line 1"),
        ("? [a]\n: b", "1:3: a key must be plain text"),
        ("a: 1\n---\nb: 2", "2:1: a second document starts here"),
        ("- a", "1:1: the file must hold keys and values"),
        ("a: [", "1:5: this is no YAML"),
        ("[" * (MAX_DEPTH + 1), f"1:{MAX_DEPTH + 1}: values are nested deeper"),
        (" " * (MAX_BYTES + 1), "1:1: the file has 65,537 bytes"),
    ],
)
def test_config__names_the_mistake_and_its_place(text: str, says: str) -> None:
    assert refusal(text).startswith(says)


def test_config__names_all_mistakes_at_once() -> None:
    said = refusal("fial_on: []\ncomment: sometimes\nlimits:\n  max_files: 0\n")
    assert said.split("; ")[0].startswith("1:1: unknown key")
    assert "2:1: `comment` must be" in said
    assert "4:3: `limits.max_files` must be" in said


def test_config__reads_words_as_yaml_1_2_does() -> None:
    config = read_config(b"exempt: {labels: [no, on, 0777, 12:30, 2024-02-30], authors: ['1']}\n")
    assert config.exempt.labels == ["no", "on", "0777", "12:30", "2024-02-30"]
    assert config.exempt.authors == ["1"]


@pytest.mark.parametrize("raw", [None, b"", b"# nothing\n", b"~", b"{}"])
def test_config__is_all_defaults_without_a_file(raw: bytes | None) -> None:
    assert read_config(raw) == RepositoryConfig()


ROOMS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=20,
)
KEYS = st.sampled_from([*RepositoryConfig.model_fields, "fial_on", ""])


def problems_of(raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return the message and the problems of a file; nothing where it is accepted."""
    try:
        read_config(raw)
    except ConfigurationRefused as refused:
        return str(refused), refused.problems
    return "", ()


@given(st.dictionaries(KEYS, ROOMS, max_size=5))
def test_config__refuses_in_one_line_or_accepts(document: dict[str, object]) -> None:
    said, problems = problems_of(json.dumps(document).encode())
    assert bool(said) == bool(problems)
    assert said.isprintable()
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


@given(st.binary(max_size=400))
def test_config__survives_any_bytes(raw: bytes) -> None:
    said, problems = problems_of(raw)
    assert bool(said) == bool(problems)
    assert said.isprintable()
