"""What does a history teach about keys?"""

from __future__ import annotations

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import KeyKind
from teammemory_bot.domain.key_habit import ChangeKeys, habit_of, prefix_of


def change(title: str, *keys: str) -> ChangeKeys:
    return ChangeKeys(title=title, keys=tuple(IssueKey(key) for key in keys))


def changes(count: int, title: str, key: str) -> list[ChangeKeys]:
    return [change(title.format(n), key.format(n)) for n in range(1, count + 1)]


def test_habit__learns_the_project_that_opens_titles() -> None:
    habit = habit_of([
        *changes(10, "PROJ-{}: guard", "PROJ-{}"),
        *changes(10, "Guard (KIP-{})", "KIP-{}"),
        *changes(4, "NEW-{}: begin", "NEW-{}"),
    ])  # fmt: skip
    assert habit.projects == {"PROJ"}
    assert habit.trackers == {KeyKind.JIRA}
    assert habit.latest == "PROJ-1"


def test_habit__learns_through_brackets_types_and_reverts() -> None:
    titles = [
        "[PROJ-{}] a",
        "fix: PROJ-{} a",
        'Revert "PROJ-{} a"',
        "(PROJ-{}) a",
        "feat(x)!: [PROJ-{}] a",
    ]
    habit = habit_of([change(t.format(n), f"PROJ-{n}") for n, t in enumerate(titles, start=1)])
    assert habit.projects == {"PROJ"}


def test_habit__is_shown_from_a_fifth_of_the_changes_on() -> None:
    def shown(with_key: int) -> bool:
        bare = [change("Guard") for _ in range(200 - with_key)]
        return habit_of([*changes(with_key, "Guard", "#{}"), *bare]).is_shown

    assert shown(40)
    assert not shown(39)
    assert not habit_of([]).is_shown


def test_habit__counts_neither_foreign_projects_nor_other_repositories() -> None:
    mixed = [*changes(10, "Guard", "LIB-{}"), *changes(10, "Guard", "o/lib#{}")]
    assert habit_of(mixed).with_key == 0
    assert habit_of(mixed, projects=frozenset(["LIB"])).with_key == 10


def test_habit__looks_at_the_newest_changes_only() -> None:
    newest = [change("Guard") for _ in range(200)]
    habit = habit_of([*newest, *changes(200, "PROJ-{}: guard", "PROJ-{}")])
    assert (habit.changes, habit.with_key) == (200, 0)
    assert habit.projects == {"PROJ"}


def test_habit__learns_kinds_of_titles_that_name_no_issue() -> None:
    habit = habit_of([
        *changes(20, "PROJ-{}: guard", "PROJ-{}"),
        *[change("MINOR: a comment") for _ in range(5)],
        *[change("docs: a page") for _ in range(4)],
        *changes(5, "feat: PROJ-{} guard", "PROJ-{}"),
    ])  # fmt: skip
    assert habit.keyless_prefixes == {"minor"}


def test_prefix__is_the_word_that_opens_a_title() -> None:
    assert (
        prefix_of("MINOR: a") == prefix_of("MINOR a") == prefix_of('Revert "MINOR: a"') == "minor"
    )
    assert prefix_of("fix(auth)!: a") == "fix"
    assert prefix_of("Guard the refresh") == ""
    assert prefix_of("PROJ-1: a") == ""
