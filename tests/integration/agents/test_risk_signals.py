"""Is what trackers, deployments and reviews know shown where it is there, and only there?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from teammemory_bot.agents import risk
from teammemory_bot.domain.codeowners import parse_codeowners
from teammemory_bot.domain.coverage import Coverage, FileCoverage
from teammemory_bot.domain.finding import Finding, Report, plain_text
from teammemory_bot.domain.identity import IssueKey, PullNumber, RepoPath, Sha
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.records import (
    Batch,
    DeploymentRecord,
    IssueMention,
    IssueRecord,
    PullFileRecord,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    Tracker,
)
from teammemory_bot.ingest.local_range import LocalRange, assemble
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.own_repository import open_own_repository
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.repo_builder import ANA, RepoBuilder

DAY = 86_400
START = 1_700_000_000
BIG = "".join(f"if a{n} and b{n}:\n    call({n})\n" for n in range(100))


@dataclass
class World:
    """A repository, its memory, and one large change of it."""

    store: Store
    pr: PullRequest
    shas: list[str]

    def report(self, *records: object, pr: PullRequest | None = None) -> Report:
        """Return what the agent says once the memory holds these records too."""
        self.store.save(Batch(source="github", records=records))  # type: ignore[arg-type]
        return risk.run(pr or self.pr, self.store.memory_at())


@dataclass(frozen=True)
class Past:
    """The repository, its changes, and the head of the change that is asked about."""

    repo: RepoBuilder
    shas: list[str]
    head: str


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    repo = RepoBuilder(tmp_path_factory.mktemp("signals") / "repo")
    repo.commit({"src/hot.py": "x = 0\n", "src/other.py": "y = 0\n"}, at=START)
    shas: list[str] = []
    for step in range(1, 31):
        key = "PROJ-5 " if step == 30 else ""
        body = f"Fixes: {shas[-2]}" if step == 29 else ""
        subject = f"{key}Step number {step} (#{step})"
        at = START + step * 10 * DAY
        shas.append(repo.commit({"src/hot.py": f"x = {step}\n"}, subject=subject, body=body, at=at))
    repo.branch("work")
    repo.commit({"src/hot.py": BIG}, subject="Rework", by=ANA)
    head = repo.head()
    repo.switch("main")
    return Past(repo, shas, head)


@pytest.fixture
def world(past: Past, tmp_path: Path) -> Iterator[World]:
    with (
        remember(past.repo, tmp_path / "memory.sqlite") as store,
        open_own_repository(find_checkout(past.repo.path)) as own,
    ):
        pr = assemble(own, LocalRange(base=Sha(past.shas[-1]), head=Sha(past.head)))
        yield World(store, pr, past.shas)


def pull(number: int, state: PullState, **more: object) -> PullRequestRecord:
    facts = {"title": f"Title {number}", "author": None, "created_at": START, "updated_at": START}
    return PullRequestRecord(number=PullNumber(number), state=state, **(facts | more))  # type: ignore[arg-type]


def said(findings: list[Finding]) -> list[str]:
    return ["; ".join(map(plain_text, (one.phrase, *one.facts))) for one in findings]


def of_rule(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def test_signals__are_absent_where_their_source_is(world: World) -> None:
    report = world.report()
    rules = {finding.rule for finding in report.findings}
    assert rules == {"risk-high", "file-facts", "on-record"}
    # Only git's own link: one commit names another as what it fixes.
    assert said(of_rule(report, "on-record")) == [
        "src/hot.py; #27 was followed up by #29, which names it"
    ]


def test_signals__labels_make_bug_fixes(world: World) -> None:
    report = world.report(
        pull(30, PullState.MERGED, labels=("bug", "area/x")),
        pull(29, PullState.MERGED, labels=("enhancement",)),
    )
    facts = said(of_rule(report, "risk-high"))[0]
    assert "9 changes in 90 days, 1 of them a bug fix by label (#30)" in facts


def test_signals__issue_types_make_bug_fixes(world: World) -> None:
    mention = IssueMention(key=IssueKey("PROJ-5"), tracker=Tracker.JIRA)
    report = world.report(
        IssueRecord(key=IssueKey("PROJ-5"), tracker=Tracker.JIRA, summary="Wrong x", type="Bug"),
        pull(29, PullState.MERGED, issues=(mention,), labels=("kind/bug",)),
    )
    facts = said(of_rule(report, "risk-high"))[0]
    assert "9 changes in 90 days, 2 of them bug fixes by issue type (#30 #29)" in facts


def test_signals__open_pull_requests_on_the_same_files(world: World) -> None:
    files = (PullFileRecord(path=RepoPath("src/hot.py")), PullFileRecord(path=RepoPath("a.md")))
    report = world.report(
        pull(77, PullState.OPEN, files=files),
        pull(78, PullState.CLOSED, files=files),
        pull(79, PullState.OPEN, files=files[1:]),
    )
    assert said(of_rule(report, "overlapping-pull-request")) == [
        "Open, and on the same files: “Title 77” (#77); it changes src/hot.py"
    ]
    own = replace(world.pr, number=PullNumber(77))
    assert of_rule(world.report(pr=own), "overlapping-pull-request") == []


def test_signals__incidents_deployments_and_discussions(world: World) -> None:
    report = world.report(
        IssueRecord(
            key=IssueKey("PROJ-5"), tracker=Tracker.JIRA, summary="Outage", labels=("Incident",)
        ),
        DeploymentRecord(
            external_id="1",
            sha=Sha(world.shas[9]),
            environment="production",
            state="failure",
            created_at=START,
            updated_at=START,
        ),
        DeploymentRecord(
            external_id="2",
            sha=Sha(world.shas[8]),
            environment="production",
            state="success",
            created_at=START,
            updated_at=START,
        ),
        ReviewRecord(
            external_id="r",
            pull=PullNumber(28),
            reviewer=None,
            state="COMMENTED",
            submitted_at=START,
            n_comments=12,
        ),
    )
    (record,) = of_rule(report, "on-record")
    assert record.is_detail
    assert said([record]) == [
        "src/hot.py; incident PROJ-5 “Outage” named by #30; deployment to production failed with "
        "#10; #27 was followed up by #29, which names it; discussed in “Step number 28” (#28)"
    ]


def test_signals__files_without_a_declared_owner(world: World) -> None:
    owners = parse_codeowners("/src/other.py @ana\n")
    state = replace(world.pr.live_review, code_owners=owners)
    report = world.report(pr=replace(world.pr, live_review=state))
    assert said(of_rule(report, "no-declared-owner")) == ["No declared owner: src/hot.py"]
    owned = replace(state, code_owners=parse_codeowners("*.py @ana\n"))
    report = world.report(pr=replace(world.pr, live_review=owned))
    assert of_rule(report, "no-declared-owner") == []


def test_signals__new_lines_that_no_test_ran(world: World) -> None:
    missed = frozenset({1, 2, 7, 8, 500})
    coverage = Coverage({"src/hot.py": FileCoverage(run=frozenset({3}), missed=missed)})
    report = world.report(pr=replace(world.pr, coverage=coverage))
    (finding,) = of_rule(report, "untested-lines")
    assert finding.is_detail
    assert said([finding]) == ["No test ran src/hot.py:1-2 src/hot.py:7-8"]
    covered = Coverage({"src/hot.py": FileCoverage(run=frozenset({1}), missed=frozenset())})
    assert of_rule(world.report(pr=replace(world.pr, coverage=covered)), "untested-lines") == []
