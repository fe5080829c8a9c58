"""What would a full comment say? One report of each kind, as the product's own example tells it."""

from __future__ import annotations

from typing import Final

from teammemory_bot.domain import claims
from teammemory_bot.domain.change import ChangedFile, ChangeStatus, FileKind, Identity
from teammemory_bot.domain.finding import (
    Band,
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Link,
    Number,
    Outcome,
    Quoted,
    Report,
    Severity,
    Term,
    found,
    not_available,
    phrase,
)
from teammemory_bot.domain.identity import Developer, DeveloperId, Login, PullNumber, RepoPath, Sha
from teammemory_bot.domain.marker import Marker
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.verdict import Verdict
from teammemory_bot.render.footer import MemoryFacts
from teammemory_bot.render.links import Links
from teammemory_bot.render.view import Answer, View, view_of

BASE: Final = Sha("a1" * 20)
HEAD: Final = Sha("b2" * 20)
NOW: Final = 1_767_225_600  # 2026-01-01
WINDOW: Final = NOW - 90 * 86_400
TOKEN_SERVICE: Final = RepoPath("src/auth/token_service.py")
REFRESH_TEST: Final = RepoPath("tests/auth/test_token_refresh.py")
BURAK: Final = Developer(id=DeveloperId(1), name="Burak Kaya", login=Login("bkaya"))
AYSE: Final = Developer(id=DeveloperId(2), name="Ayşe Demir", login=Login("ademir"))
MEHMET: Final = Developer(id=DeveloperId(3), name="Mehmet Turac")
LINKS: Final = Links(
    repository_url="https://github.test/octo/repo",
    jira_url="https://jira.test",
    base=BASE,
    head=HEAD,
    pull=PullNumber(382),
)
MARKER: Final = Marker(repository=42, pull=382, head=HEAD, digest="c" * 64)
MEMORY: Final = MemoryFacts(
    tip=BASE, commits=12_345, pull_requests=3_210, issues=2_800, reviews_since=1_709_251_200
)
DIFF: Final = Evidence(kind=EvidenceKind.DIFF, reference=f"{BASE}..{HEAD}")


def pull(number: int) -> Link:
    """Return a link to a pull request."""
    return Link(Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(number)))


def pull_request() -> PullRequest:
    """Return a change of seven files."""
    paths = [TOKEN_SERVICE, *(RepoPath(f"src/auth/part{n}.py") for n in range(6))]
    return PullRequest(
        base=BASE,
        head=HEAD,
        merge_base=BASE,
        as_of=NOW,
        author=Identity("Mehmet Turac", "mehmet@example.com"),
        title="Fix token refresh race condition",
        number=PullNumber(382),
        files=tuple(
            ChangedFile(path=path, status=ChangeStatus.MODIFIED, kind=FileKind.SOURCE)
            for path in paths
        ),
        commits=(),
        is_local=False,
    )


def hygiene() -> Report:
    """Return one thing to fix."""
    return found(
        "hygiene",
        (
            Finding(
                rule="missing-issue-key",
                severity=Severity.HIGH,
                confidence=Confidence.HIGH,
                phrase=phrase("No issue key"),
                facts=(phrase("in title, body, branch or commits."),),
                asks=phrase("Add one such as ", Code("PROJ-123"), " to the title."),
                evidence=(DIFF,),
            ),
        ),
    )


def reviewers() -> Report:
    """Return two suggestions, a remark and somebody left out."""
    of_author = claims.reviews_of_author_by(BURAK, MEHMET, last=14, value=9)
    below = claims.reviews_under_path_by(BURAK, RepoPath("src/auth/"), last=9, value=6)
    people = claims.people_on_file(TOKEN_SERVICE, since=0, value=1)
    suggested = {"rule": "suggested-reviewer", "severity": Severity.INFO, "evidence": (DIFF,)}
    return found(
        "review_routing",
        (
            Finding(
                **suggested,
                confidence=Confidence.HIGH,
                phrase=phrase("knows this code"),
                person=BURAK,
                band=Band.STRONG,
                score=4.2,
                facts=(
                    phrase(
                        "reviewed ", Number(9, of_author), " of the last 14 changes by this author"
                    ),
                    phrase(
                        "reviewed ",
                        Number(6, below),
                        " of the last 9 changes in ",
                        Code("src/auth/"),
                        " (",
                        pull(371),
                        " ",
                        pull(365),
                        ")",
                    ),
                ),
                status=phrase("active this week"),
                terms=(Term(name="author", points=1.1, says=phrase("4 times the usual share")),),
            ),
            Finding(
                **suggested,
                confidence=Confidence.MEDIUM,
                phrase=phrase("wrote what this change replaces"),
                person=AYSE,
                band=Band.GOOD,
                status=phrase("active today"),
            ),
            Finding(
                rule="one-knower",
                severity=Severity.LOW,
                confidence=Confidence.HIGH,
                phrase=phrase("Only ", Number(1, people), " person knows ", Code(TOKEN_SERVICE)),
                asks=phrase("add a second to spread it."),
                evidence=(DIFF,),
            ),
            Finding(
                rule="left-out",
                severity=Severity.INFO,
                confidence=Confidence.HIGH,
                phrase=phrase("not active any more"),
                person=MEHMET,
                evidence=(DIFF,),
                is_detail=True,
            ),
        ),
    )


def risk() -> Report:
    """Return an elevated level with evidence and a question."""
    rank = claims.change_percentile(value=92)
    changes = claims.changes_of_file(TOKEN_SERVICE, since=WINDOW, value=18)
    added = claims.lines_added(TOKEN_SERVICE, value=118)
    together = claims.co_changes(TOKEN_SERVICE, partner=REFRESH_TEST, last=18, value=15)
    return Report(
        agent="risk",
        outcome=Outcome.FOUND,
        level="elevated",
        summary=phrase("riskier than ", Number(92, rank), " % of the last year's changes"),
        findings=(
            Finding(
                rule="risk-file",
                severity=Severity.MEDIUM,
                confidence=Confidence.MEDIUM,
                path=TOKEN_SERVICE,
                phrase=phrase(Code(TOKEN_SERVICE)),
                facts=(
                    phrase(Number(118, added), " lines added"),
                    phrase(Number(18, changes), " changes in 90 days"),
                    phrase("reverted once (", pull(361), ")"),
                ),
                evidence=(DIFF, pull(361).evidence),
            ),
            Finding(
                rule="co-change",
                severity=Severity.LOW,
                confidence=Confidence.MEDIUM,
                path=REFRESH_TEST,
                phrase=phrase("Did you forget ", Code(REFRESH_TEST), "?"),
                facts=(phrase("It changed with it in ", Number(15, together), " of 18 changes"),),
                evidence=(Evidence(kind=EvidenceKind.FILE, reference=REFRESH_TEST, at=BASE),),
            ),
        ),
        not_seen=("binary files",),
    )


def context() -> Report:
    """Return the issue that the change belongs to."""
    issue = Evidence(kind=EvidenceKind.ISSUE, reference="PROJ-1247", note="In Progress")
    return found(
        "context",
        (
            Finding(
                rule="linked-issue",
                severity=Severity.INFO,
                confidence=Confidence.HIGH,
                phrase=phrase(Link(issue), " ", Quoted("Token refresh race condition")),
                evidence=(issue,),
            ),
        ),
    )


def answers() -> list[Answer]:
    """Return the reports in the order of the comment, one of them not available."""
    return [
        Answer(title="Hygiene", report=hygiene()),
        Answer(title="Suggested reviewers", report=reviewers()),
        Answer(title="Risk evidence", report=risk()),
        Answer(title="Linked work", report=context()),
        Answer(title="Reading list", report=not_available("onboarding", reason="nothing was read")),
    ]


def view() -> View:
    """Return everything together."""
    return view_of(
        answers(),
        pull_request(),
        memory=MEMORY,
        verdict=Verdict(made=8, confirmed=8),
        marker=MARKER,
    )
