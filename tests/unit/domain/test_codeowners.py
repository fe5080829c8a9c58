from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.codeowners import (
    CodeOwners,
    Owner,
    OwnerKind,
    _compiled,
    parse_codeowners,
)

FILE = """\
# who looks at what
*               @everyone @org/all

*.js            @js-owner # and who else?
*.go            gopher@example.com
/build/logs/    @logs
docs/*          @docs
apps/           @apps
/docs/deep/     @deep
**/generated    @gen
/apps/secret
a\\ file.txt     @spaces
"""


def names(path: str, owners: CodeOwners | None = None) -> list[str]:
    return [owner.name for owner in (owners or parse_codeowners(FILE)).owners_of(path)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README.md", ["everyone", "org/all"]),
        ("web/app.js", ["js-owner"]),
        ("cmd/main.go", ["gopher@example.com"]),
        ("build/logs/today/x.txt", ["logs"]),
        ("sub/build/logs/x.txt", ["everyone", "org/all"]),
        ("docs/start.md", ["docs"]),
        ("docs/build/start.md", ["everyone", "org/all"]),  # `docs/*` does not reach deeper
        ("docs/deep/start.md", ["deep"]),
        ("apps/a/b.py", ["apps"]),
        ("far/apps/a/b.py", ["apps"]),
        ("far/generated/b.py", ["gen"]),
        ("far/generated", ["gen"]),
        ("apps/secret/key", []),  # the later rule takes ownership away
        ("a file.txt", ["spaces"]),
    ],
)
def test_owners_of__follows_the_last_matching_rule(path: str, expected: list[str]) -> None:
    assert names(path) == expected


def test_owners_of__is_case_sensitive() -> None:
    assert names("web/APP.JS") == ["everyone", "org/all"]


def test_owners_of__without_any_rule_is_nobody() -> None:
    owners = parse_codeowners("*.md @writer")
    assert owners.rule_for("a.py") is None
    assert owners.owners_of("a.py") == ()


def test_parse_codeowners__tells_users_teams_and_addresses_apart() -> None:
    (rule,) = parse_codeowners("* @jo-an @Org/the.team x@y.example").rules
    assert rule.owners == (
        Owner(OwnerKind.USER, "jo-an"),
        Owner(OwnerKind.TEAM, "Org/the.team"),
        Owner(OwnerKind.EMAIL, "x@y.example"),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("!*.md @a", "negated"),
        ("*.[ch] @a", "range"),
        ("\\#x @a", "escaped"),
        ("*.md someone", "an owner is"),
        ("*.md @a @b/c/d", "an owner is"),
        ("a" * 501 + " @a", "500"),
        ("/ @a", "matches nothing"),
    ],
)
def test_parse_codeowners__skips_and_reports_what_github_cannot_read(
    line: str, reason: str
) -> None:
    owners = parse_codeowners(f"* @first\n{line}\n*.py @last\n")
    assert [rule.line for rule in owners.rules] == [1, 3]
    ((error),) = owners.errors
    assert error.line == 2
    assert reason in error.reason


def test_parse_codeowners__reads_no_file_larger_than_github_does() -> None:
    owners = parse_codeowners("* @a\n" + "#" * 3 * 1024 * 1024)
    assert owners.rules == ()
    assert "3 MB" in owners.errors[0].reason


def test_rules__match_hostile_patterns_in_linear_time() -> None:
    owners = parse_codeowners("*a" * 200 + "b @a\n")
    started = time.perf_counter()
    assert owners.owners_of("a" * 4_000) == ()
    assert time.perf_counter() - started < 1.0


@given(st.text(max_size=200))
def test_parse_codeowners__never_raises(text: str) -> None:
    owners = parse_codeowners(text)
    owners.owners_of("src/a.py")


_WORDS = st.sampled_from(["a", "b", "a.b", "ab", "*", "**", "?"])
_PATTERNS = st.tuples(
    st.sampled_from(["", "/"]), st.lists(_WORDS, min_size=1, max_size=3), st.sampled_from(["", "/"])
).map(lambda parts: f"{parts[0]}{'/'.join(parts[1])}{parts[2]}")
_PATHS = st.lists(st.sampled_from(["a", "b", "a.b", "ab"]), min_size=1, max_size=4).map("/".join)


@given(patterns=st.lists(_PATTERNS, min_size=1, max_size=6), path=_PATHS)
def test_rule_for__finds_what_the_expressions_find(patterns: list[str], path: str) -> None:
    owners = parse_codeowners("".join(f"{pattern} @someone\n" for pattern in patterns))
    slowly = [rule for rule in owners.rules if _compiled(rule.pattern).search(path) is not None]
    assert owners.rule_for(path) == (slowly[-1] if slowly else None)
    assert [rule for rule in owners.rules if rule.matches(path)] == slowly
