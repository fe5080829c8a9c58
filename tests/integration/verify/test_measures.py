"""Is each measure derived from git alone, and counted as it says?"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest

from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import Claim, Evidence, EvidenceKind
from teammemory_bot.domain.identity import Developer, DeveloperId, RepoPath, Sha
from teammemory_bot.verify.inquiry import Derived, Unknown
from teammemory_bot.verify.measures import MEASURES, PATH_MEASURES, derive
from testing.repo_builder import ANA, BEN, CHI
from testing.true_claims import A, B, Trial, developer, trial

ana, ben, chi = map(developer, (ANA, BEN, CHI))
EVERY_FILE = RepoPath("")
SRC = RepoPath("src/")


def pull(number: int) -> Evidence:
    return Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(number))


# Counted by hand on the history of testing/true_claims.py.
TRUE = [
    claims.changes_of_file(A, since=0, value=25),
    claims.changes_of_file(B, since=0, value=24),
    claims.fixes_of_file(A, since=0, value=6),
    claims.reverts_of_file(A, since=0, value=1),
    claims.people_on_file(A, since=0, value=3),
    claims.lines_of_file(A, value=3),
    claims.changes_of_file_by(ana, A, since=0, value=9),
    claims.changes_of_file_by(ben, SRC, since=0, value=8),
    claims.co_changes(A, partner=B, last=10, value=10),
    claims.co_changes(A, partner=B, last=24, value=23),
    claims.reviews_of_author_by(ben, ana, last=4, value=4),
    claims.reviews_of_author_by(chi, ana, last=4, value=0),
    claims.reviews_under_path_by(ana, SRC, last=9, value=3),
    claims.changes_by(chi, since=0, value=8),
    claims.change_is_fix(pull(24)),
    claims.change_is_fix(pull(4)),
    claims.change_is_revert(pull(24)),
    claims.change_is_by(pull(24), ana),
    claims.change_is_by(pull(24), ben),
    claims.active_since(ana, since=0, value=1),
    claims.active_since(ana, since=2_000_000_000, value=0),
    claims.active_people_on_file(A, since=0, value=3),
    claims.active_people_on_file(A, since=2_000_000_000, value=0),
    claims.change_percentile(value=99),
    claims.file_percentile(A, value=75),
    claims.files_of_change(value=2),
    claims.commits_of_change(value=2),
    claims.commits_without_key(value=1),
    claims.lines_added(A, value=3),
    claims.lines_added(EVERY_FILE, value=4),
    claims.lines_removed(A, value=1),
    claims.decision_tokens(A, value=2),
    claims.percent_of_lines_replaced(ana, value=100),
    claims.percent_of_lines_replaced(ben, value=0),
]


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Iterator[Trial]:
    with trial(tmp_path_factory.mktemp("trial")) as made:
        yield made


@pytest.mark.parametrize("claim", TRUE, ids=lambda c: f"{c.measure} {c.subject}={c.value}")
def test_derive__true_claim__the_same_value(case, claim) -> None:
    answer = derive(claim, case.inquiry)
    assert isinstance(answer, Derived), answer
    assert answer.value == claim.value


def test_derive__last_writer__the_commit(case) -> None:
    sha = case.repo.git("log", "-1", "--format=%H", "--no-merges", "main", "--", A).strip()
    claim = claims.lines_last_written_by(A, first=1, last=1, value=Sha(sha))
    assert derive(claim, case.inquiry).value == sha


@pytest.mark.parametrize(
    "claim",
    [
        Claim(measure="beauty", subject=A, value=1),
        claims.change_is_fix(pull(999)),
        claims.change_is_revert(pull(999)),
        claims.change_is_by(pull(999), ana),
        claims.lines_of_file(RepoPath("nowhere.py"), value=1),
        claims.co_changes(A, partner=B, last=99, value=10),
        claims.reviews_of_author_by(ben, ana, last=99, value=4),
        claims.lines_added(RepoPath("nowhere.py"), value=1),
        claims.decision_tokens(RepoPath("nowhere.py"), value=1),
        claims.lines_last_written_by(A, first=1, last=3, value=Sha("a" * 40)),
        claims.lines_last_written_by(A, first=50, last=60, value=Sha("a" * 40)),
        claims.file_percentile(RepoPath("nowhere.py"), value=1),
    ],
    ids=lambda c: f"{c.measure} {c.subject}",
)
def test_derive__what_git_cannot_say__unknown_with_a_reason(case, claim) -> None:
    answer = derive(claim, case.inquiry)
    assert isinstance(answer, Unknown)
    assert answer.why


def test_derive__change_that_is_neither__said_to_be_none(case) -> None:
    for claim in (
        claims.change_is_fix(pull(3)),
        claims.change_is_revert(pull(4)),
        claims.change_is_by(pull(24), chi),
        claims.active_since(Developer(id=DeveloperId(9), name="Nobody"), since=0, value=0),
    ):
        assert derive(claim, case.inquiry) == Derived(value=0)


def test_measures__vocabulary_and_derivations__are_the_same_list() -> None:
    named = {
        value for name, value in vars(claims).items() if name.isupper() and isinstance(value, str)
    }
    builders = {
        name
        for name, function in inspect.getmembers(claims, inspect.isfunction)
        if function.__module__ == claims.__name__ and not name.startswith("_")
    }
    assert set(MEASURES) == named == builders
    assert set(PATH_MEASURES) <= named
    assert {claim.measure for claim in TRUE} | {claims.LINES_LAST_WRITTEN_BY} == named
