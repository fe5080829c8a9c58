"""Is the missing partner found by the documented score, and in one order only?"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.scoring.co_change import (
    Partner,
    Transaction,
    base_name,
    find_partners,
    is_worth_asking,
)
from teammemory_bot.support.clock import SECONDS_PER_DAY

DAY = SECONDS_PER_DAY
NOW = 1_000 * DAY
CODE, ITS_TEST, OTHER, DEAD = 1, 2, 3, 9
PATHS = {
    CODE: RepoPath("src/token.py"),
    ITS_TEST: RepoPath("tests/test_token.py"),
    OTHER: RepoPath("src/session.py"),
    DEAD: RepoPath("src/gone.py"),
}


def ask(history: dict[int, list[Transaction]], changed: Iterable[int] = (CODE,)) -> list[Partner]:
    return find_partners(
        history,
        changed=set(changed),
        is_alive=lambda file: file != DEAD,
        path_of=lambda file: PATHS.get(file, RepoPath(f"f{file}.py")),
        now=NOW,
    )


def transactions(*files: set[int]) -> list[Transaction]:
    """Return transactions, the newest first: today, yesterday, ..."""
    return [
        Transaction(500 - age, NOW - age * DAY, frozenset(changed))
        for age, changed in enumerate(files)
    ]


def test_find_partners__follows_the_formula() -> None:
    seen = transactions(
        {CODE}, {CODE, ITS_TEST}, {CODE, ITS_TEST}, {CODE, ITS_TEST}, {CODE}, {CODE, ITS_TEST}
    )
    (partner,) = ask({CODE: seen}, [CODE, OTHER])
    z = 3.75 * (4 + 1) / (6 + 4) + 1.3 * 3 / 5 + 3.1 * 1 / 2 + 0.65 - 0.13 * log2(1 + 1 / 30) - 5.65
    assert partner.probability == pytest.approx(1 / (1 + exp(-z)))
    assert (partner.file, partner.beside) == (ITS_TEST, CODE)
    assert (partner.together, partner.looked_at) == (4, 6)
    assert partner.without == (500, 496)


def test_find_partners__looks_at_the_newest_twenty() -> None:
    old = [{CODE, OTHER}] * 10
    seen = transactions(*[{CODE, ITS_TEST}] * 20, *old)
    (partner,) = ask({CODE: seen})
    assert partner.looked_at == 20
    assert partner.file == ITS_TEST


@pytest.mark.parametrize(
    "files",
    [
        [{CODE, ITS_TEST}] * 2,  # too little to look at
        [{CODE, ITS_TEST}] * 2 + [{CODE}] * 3,  # together too seldom
        [{CODE, ITS_TEST}] * 3 + [{CODE}] * 10,  # too small a share
        [{CODE, DEAD}] * 5,  # the partner is gone
        [{CODE}] * 5,  # always alone
    ],
)
def test_find_partners__stays_silent(files: list[set[int]]) -> None:
    assert ask({CODE: transactions(*files)}) == []


def test_find_partners__never_names_a_changed_file() -> None:
    seen = transactions(*[{CODE, ITS_TEST}] * 5)
    assert ask({CODE: seen, ITS_TEST: seen}, [CODE, ITS_TEST]) == []


def test_find_partners__the_strongest_file_speaks() -> None:
    weak = transactions(*[{CODE, ITS_TEST}] * 3, {CODE}, {CODE})
    strong = transactions(*[{OTHER, ITS_TEST}] * 5)
    (partner,) = ask({CODE: weak, OTHER: strong}, [CODE, OTHER])
    assert (partner.beside, partner.together, partner.looked_at) == (OTHER, 5, 5)


@given(
    st.lists(
        st.sets(st.integers(1, 6), min_size=1, max_size=6).map(frozenset), min_size=1, max_size=30
    ),
    st.sets(st.integers(1, 6), min_size=1, max_size=3),
    st.randoms(use_true_random=False),
)
def test_find_partners__order_is_total(
    files: list[frozenset[int]], changed: set[int], random: object
) -> None:
    seen = transactions(*map(set, files))
    history = {one: [entry for entry in seen if one in entry.files] for one in range(1, 7)}
    shuffled = list(history)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    partners = ask(history, changed)
    assert partners == ask({one: history[one] for one in shuffled}, sorted(changed, reverse=True))
    assert all(3 <= one.together <= one.looked_at <= 20 for one in partners)
    assert all(len(one.without) == one.looked_at - one.together for one in partners)


@pytest.mark.parametrize(
    ("partner", "changed", "is_asked"),
    [
        (FileKind.TEST, {FileKind.SOURCE}, True),
        (FileKind.SOURCE, {FileKind.TEST}, False),
        (FileKind.SOURCE, {FileKind.TEST, FileKind.OTHER}, True),
        (FileKind.TEST, {FileKind.DOC}, False),
        (FileKind.DOC, {FileKind.DOC}, True),
        (FileKind.GENERATED, {FileKind.SOURCE}, False),
        (FileKind.VENDORED, {FileKind.SOURCE}, False),
        (FileKind.DOC, set(), True),
    ],
)
def test_is_worth_asking__never_upwards(
    partner: FileKind, changed: set[FileKind], *, is_asked: bool
) -> None:
    assert is_worth_asking(partner, changed) is is_asked


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/token.py", "token"),
        ("tests/test_token.py", "token"),
        ("token_test.go", "token"),
        ("core/TokenTest.java", "token"),
        ("core/TokenTests.kt", "token"),
        ("core/TestToken.java", "token"),
        ("app/token.spec.tsx", "token"),
        ("spec/token_spec.rb", "token"),
        ("src/latest.py", "latest"),
        ("src/testimony.py", "testimony"),
        (".gitignore", ".gitignore"),
        ("Makefile", "makefile"),
    ],
)
def test_base_name__takes_off_the_marks_of_tests(path: str, name: str) -> None:
    assert base_name(RepoPath(path)) == name
