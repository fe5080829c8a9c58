"""Which issues does a text name? The finder on what people write, and on what nobody should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.issue_key import (
    MAX_KEYS,
    MAX_TEXT,
    KeyKind,
    Place,
    find_keys,
    has_key_shape,
    pull_numbers_in,
)
from testing.pace import is_within

OWN = frozenset(("PROJ",))


def keys(
    text: str, place: Place = Place.COMMIT, projects: frozenset[str] = frozenset()
) -> list[str]:
    return [
        found.key for found in find_keys(text, place=place, projects=projects, repository="o/app")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PROJ-123: guard the refresh", ["PROJ-123"]),
        ("[PROJ-123] guard the refresh", ["PROJ-123"]),
        ("fix(auth): guard the refresh (PROJ-123, PROJ-124)", ["PROJ-123", "PROJ-124"]),
        ("PROJ-123; guard", ["PROJ-123"]),
        ("See https://jira.example.org/browse/PROJ-123?focused=1", ["PROJ-123"]),
        ("Merge pull request #9 from ana/PROJ-123-guard", ["PROJ-123"]),
        ("修复PROJ-123号", ["PROJ-123"]),
        ("AB_C2-7 is a project", ["AB_C2-7"]),
    ],
)
def test_find_keys__finds_jira_keys(text: str, expected: list[str]) -> None:
    assert keys(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Read UTF-8, ISO-8601 and SHA-256",
        "CVE-2024-1234 and GHSA-29mw-wpgm-hmr9",
        "PRISMA-2022-0039",
        "In 2022-02 and JAN-2022, Q3-2024",
        "X-1, A-12 and 1A-12",
        "proj-123 in lower case of no known project",
        "PROJ-0 and PROJ-012",
        "PROJ-1.2.3 is a version",
        "PROJ-123abc",
        "user@PROJ-1 some.PROJ-1 my-PROJ-1",
        "\u0420ROJ-12 begins with a Cyrillic letter",
        "PR\u200bOJ-12 is cut by an invisible character",
        "\uff30ROJ-12 begins with a wide letter",
        "PROJ\u201112 has another hyphen",
    ],
)
def test_find_keys__leaves_look_alikes(text: str) -> None:
    assert keys(text) == []


def test_find_keys__takes_known_projects_in_any_case_and_against_the_look_alike_list() -> None:
    assert keys("proj-123 and Proj-7", projects=OWN) == ["PROJ-123", "PROJ-7"]
    assert keys("SHA-256", projects=frozenset(("SHA",))) == ["SHA-256"]
    assert keys("OTHER-1 beside PROJ-2", projects=OWN) == ["OTHER-1", "PROJ-2"]


@pytest.mark.parametrize(
    ("text", "expected", "closes"),
    [
        ("Fixes #12", ["#12"], [True]),
        ("fix: guard (closes: #12)", ["#12"], [True]),
        ("Resolved GH-12", ["#12"], [True]),
        ("fixes https://github.com/o/app/issues/12", ["#12"], [True]),
        ("fix#12 guard", ["#12"], [True]),
        ("refs #12, #13 and o/app#14, app#15", ["#12", "#13", "#14", "#15"], [False] * 4),
        ("Closes o/other#12", ["o/other#12"], [True]),
        ("Merge branch 'bad-fd-#12'", ["#12"], [False]),
        ("prefixes #12", ["#12"], [False]),
    ],
)
def test_find_keys__finds_github_issues(text: str, expected: list[str], closes: list[bool]) -> None:
    found = find_keys(text, place=Place.COMMIT, repository="o/app")
    assert [f.key for f in found] == expected
    assert [f.closes for f in found] == closes


@pytest.mark.parametrize(
    "text",
    [
        "Merge pull request #12 from ana/guard",
        "Guard the refresh (#12)",
        "Guard the refresh (#12) (#13)",
        'Revert "Guard the refresh (#12)" (#15)',
        "Closes #12 from ana/guard",
        "Backport #12, backport of #13, PR #14, pull request #15, MR #16",
        "Attempt #2, part #3, rule #1 and step #4",
        "A colour #4751a69, an entity &#12; an anchor page/#12, a heading ##12",
        "C#12 and a#b, #0, #012, #1.2",
    ],
)
def test_find_keys__leaves_pull_requests_and_counts(text: str) -> None:
    assert keys(text) == []


def test_find_keys__takes_a_final_number_in_a_title_for_an_issue() -> None:
    # GitHub adds the pull request's number to the subject of the squash, never to the title.
    assert keys("Guard the refresh (#12)", Place.TITLE) == ["#12"]


@pytest.mark.parametrize(
    ("branch", "expected"),
    [
        ("feature/PROJ-12-guard", ["PROJ-12"]),
        ("PROJ-12_guard", ["PROJ-12"]),
        ("fix_PROJ-12", ["PROJ-12"]),
        ("gh-12", ["#12"]),
        ("issue-12-guard", ["#12"]),
        ("issues/12", ["#12"]),
        ("fix/#12", ["#12"]),
        ("dependabot/npm/lodash-4.17.21", []),
        ("feature/utf-8", []),
        ("UTF-8", []),
        ("CVE-2024-1234", []),
        ("2024-01-report", []),
    ],
)
def test_find_keys__reads_branches(branch: str, expected: list[str]) -> None:
    assert keys(branch, Place.BRANCH) == expected


@pytest.mark.parametrize(
    ("branch", "expected"),
    [
        ("ana/issue1296", ["#1296"]),
        ("ana/issue/#1296-guard", ["#1296"]),
        ("ana/fix-#1296", ["#1296"]),
        ("ana/PROJ-12", ["PROJ-12"]),
        ("ana/patch-1", []),
        ("ana/fix-404", []),
    ],
)
def test_find_keys__reads_the_branch_of_a_merge_subject(branch: str, expected: list[str]) -> None:
    subject = f"Merge pull request #7 from {branch}"
    assert keys(subject, Place.COMMIT) == expected
    for found in find_keys(subject, place=Place.COMMIT):
        assert subject[found.start :].startswith(found.text)


def test_find_keys__reads_lower_case_branches_of_known_projects() -> None:
    assert keys("feature/proj-12-guard", Place.BRANCH) == []
    assert keys("feature/proj-12-guard", Place.BRANCH, OWN) == ["PROJ-12"]


def test_find_keys__does_not_read_what_a_template_hides() -> None:
    body = "<!-- Fixes #1, such as PROJ-1 -->\nDone.\n```\n#2\n```\nSee `#3`, but `PROJ-4` and #5."
    assert keys(body, Place.BODY) == ["PROJ-4", "#5"]
    assert keys("<!-- never closed PROJ-1", Place.BODY) == []


def test_find_keys__says_where_and_by_which_characters() -> None:
    (found,) = find_keys("Guard it, fixes: GH-12!", place=Place.TITLE)
    assert (found.key, found.kind, found.place) == ("#12", KeyKind.GITHUB, Place.TITLE)
    assert found.text == "fixes: GH-12"
    assert "Guard it, fixes: GH-12!"[found.start :].startswith(found.text)


def test_find_keys__is_bounded() -> None:
    assert len(find_keys("PROJ-1 " * 10_000, place=Place.BODY)) == MAX_KEYS
    assert find_keys(" " * MAX_TEXT + "PROJ-1", place=Place.BODY) == ()


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        ("Merge pull request #12 from ana/guard", [12]),
        ("Merged pull request #12 from ana/guard", [12]),
        ("Guard (#12)", [12]),
        ("Guard (#12) (#13)", [12, 13]),
        ('Revert "Guard (#12)" (#15)', [15]),
        ('Revert "Guard (#12)"', []),
        ("Guard (fixes #12)", []),
        ("PROJ-1: guard\n\nCloses #310 from ana/guard\n", [310]),
        ("Guard (#12)\n\nCloses #310 from ana/guard\n", [12]),
        ("Guard\n\nCloses #310\n", []),
    ],
)
def test_pull_numbers_in__tells_landed_pull_requests(message: str, numbers: list[int]) -> None:
    assert list(pull_numbers_in(message)) == numbers


PIECES = st.sampled_from(
    [
        "PROJ-1",
        "#12",
        "fixes ",
        "GH-3",
        "<!--",
        "-->",
        "```\n",
        "`",
        "a/b#4",
        " (#5)",
        "\n",
        "-",
        "_",
        "é",
        "https://github.com/o/app/issues/6",
        "PR #7",
        "utf-8",
        "A",
        "1",
        ".",
        "修",
        "\u200b",
        "~~~\n",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(list(Place)))
def test_find_keys__points_into_the_text(text: str, place: Place) -> None:
    found = find_keys(text, place=place, projects=OWN)
    assert [f.start for f in found] == sorted(f.start for f in found)
    for mention in found:
        assert text[mention.start : mention.start + len(mention.text)] == mention.text
    if found and place is not Place.BRANCH:
        assert has_key_shape(text)
        assert has_key_shape(text.encode("utf-8"))


@given(st.text(max_size=300))
def test_find_keys__survives_any_text(text: str) -> None:
    for place in Place:
        find_keys(text, place=place)
    pull_numbers_in(text)


HARD = [
    "A",
    "A-",
    "AB-1 ",
    "#1 ",
    "fix ",
    "fixes #1 ",
    "step #1 ",
    "-",
    "http://",
    "a/",
    "a/b#1 ",
    "<!--",
]
HARD += [
    "`",
    "```\n",
    "~~~\n```\n",
    "ABCDEFGHIJ-",
    " (#1)",
    " ",
    "\n",
    "A1-1-1-",
    "pull request #1 ",
    "é",
]


@pytest.mark.parametrize("piece", HARD)
@pytest.mark.parametrize("place", list(Place))
def test_find_keys__is_linear(piece: str, place: Place) -> None:
    """64 KiB take at most 50 ms."""
    text = (piece * MAX_TEXT)[:MAX_TEXT]
    assert is_within(0.05, lambda: find_keys(text, place=place, projects=OWN))


@given(st.lists(st.sampled_from(HARD) | st.text(max_size=6), min_size=1), st.sampled_from(Place))
def test_find_keys__is_linear_in_any_text(pieces: list[str], place: Place) -> None:
    """64 KiB of whatever is made of hard pieces and of any signs take at most 50 ms."""
    piece = "".join(pieces) or "-"
    text = (piece * (MAX_TEXT // len(piece) + 1))[:MAX_TEXT]
    assert is_within(0.05, lambda: find_keys(text, place=place, projects=OWN))
