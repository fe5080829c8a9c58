"""Where does each record open?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import Evidence, EvidenceKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.render.links import Links
from testing.sample_view import BASE, HEAD, LINKS, WINDOW

REPO = "https://github.test/octo/repo"
KINDS = EvidenceKind
A = RepoPath("src/a b#c.py")


@pytest.mark.parametrize(
    ("kind", "reference", "at", "url"),
    [
        (KINDS.COMMIT, HEAD, "", f"{REPO}/commit/{HEAD}"),
        (KINDS.COMMIT, "c3" * 32, "", f"{REPO}/commit/{'c3' * 32}"),
        (KINDS.COMMIT, "abc1234", "", None),
        (KINDS.PULL_REQUEST, "12", "", f"{REPO}/pull/12"),
        (KINDS.PULL_REQUEST, "0", "", None),
        (KINDS.PULL_REQUEST, "12/files", "", None),
        (KINDS.ISSUE, "#12", "", f"{REPO}/issues/12"),
        (KINDS.ISSUE, "PROJ-7", "", "https://jira.test/browse/PROJ-7"),
        (KINDS.ISSUE, "proj-7", "", None),
        (KINDS.FILE, A, BASE, f"{REPO}/blob/{BASE}/src/a%20b%23c.py"),
        (KINDS.FILE, A, "main", None),
        (KINDS.FILE, "a/../b", BASE, None),
        (KINDS.FILE, "/a", BASE, None),
        (KINDS.FILE, "a\\xzz", BASE, None),
        (KINDS.FILE, "\\xff.py", BASE, f"{REPO}/blob/{BASE}/%FF.py"),
        (KINDS.LINES, f"{A}:3-12", BASE, f"{REPO}/blob/{BASE}/src/a%20b%23c.py#L3-L12"),
        (KINDS.LINES, A, BASE, None),
        (KINDS.LINES, f"{A}:3-12", "", None),
        (KINDS.DIFF, "anything", "", f"{REPO}/pull/382/files"),
        (KINDS.MEMORY, "no commit names it", "", None),
    ],
)
def test_of__record__its_page(kind, reference, at, url) -> None:
    assert LINKS.of(Evidence(kind=kind, reference=reference, at=at)) == url


@pytest.mark.parametrize("kind", list(EvidenceKind))
@pytest.mark.parametrize(
    "base",
    [None, "", "javascript:alert(1)", "https://github.test/a b", "https://u:p@github.test/a/b"],
)
def test_of__no_web_address__no_link(kind, base) -> None:
    links = replace(LINKS, repository_url=base, jira_url=base)
    for reference in (HEAD, "12", "#12", "PROJ-7", "a.py", "a.py:1-2"):
        assert links.of(Evidence(kind=kind, reference=reference, at=BASE)) is None


def test_of__diff_of_no_pull_request__the_comparison() -> None:
    diff = Evidence(kind=KINDS.DIFF, reference="")
    assert replace(LINKS, pull=None).of(diff) == f"{REPO}/compare/{BASE}...{HEAD}"
    assert Links(repository_url=REPO).of(diff) is None


@pytest.mark.parametrize(
    ("claim", "url"),
    [
        (claims.lines_added(A, value=1), f"{REPO}/pull/382/files"),
        (claims.lines_of_file(A, value=1), f"{REPO}/blob/{BASE}/src/a%20b%23c.py"),
        (
            claims.changes_of_file(A, since=WINDOW, value=1),
            f"{REPO}/commits/{BASE}/src/a%20b%23c.py?since=2025-10-03",
        ),
        (claims.changes_of_file(A, since=0, value=1), f"{REPO}/commits/{BASE}/src/a%20b%23c.py"),
        (claims.changes_of_file(RepoPath(".."), since=0, value=1), None),
        (
            claims.co_changes(RepoPath("src/"), partner=A, last=3, value=1),
            f"{REPO}/commits/{BASE}/src",
        ),
        (claims.change_percentile(value=1), None),
    ],
)
def test_of_claim__number__the_page_that_lists_what_it_counts(claim, url) -> None:
    assert LINKS.of_claim(claim) == url


def test_of_claim__no_base__no_history() -> None:
    claim = claims.changes_of_file(A, since=0, value=1)
    assert Links(repository_url=REPO).of_claim(claim) is None
    assert Links(repository_url=REPO).of_claim(claims.lines_of_file(A, value=1)) is None


def test_hosts__those_of_the_repository_and_the_tracker() -> None:
    assert LINKS.hosts() == {"github.test", "jira.test"}
    assert Links().hosts() == frozenset()
