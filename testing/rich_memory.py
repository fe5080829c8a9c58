"""What would a memory be asked about if one small repository had everything? A history, and its talk.

Everything that databases may treat differently is in here: capitals, letters beyond ASCII, paths that
are no text or longer than an index entry, empty and missing values, ties, numbers near the limits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, RepoPath, Sha
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    BodyState,
    DeploymentRecord,
    IssueCommentRecord,
    IssueLinkRecord,
    IssueMention,
    IssueRecord,
    LoginProof,
    PullFileRecord,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    Tracker,
)
from testing.repo_builder import ANA, BEN, BOT, CHI, FIRST_TIME, HOUR, Person, RepoBuilder

ZED: Final = Person("Zed İşler", "zed@example.com")
AMY: Final = Person("amy Öz", "77+amy-oz@users.noreply.github.com")
PEOPLE: Final = (ANA, BEN, CHI, ZED, AMY)
LAST_PULL: Final = PullNumber(2_147_483_647)
LONG_PATH: Final = "/".join(
    hashlib.sha512(str(part).encode()).hexdigest() for part in range(22)
)  # fmt: skip
"""2,837 bytes that nothing compresses; a B-tree of PostgreSQL holds 2,704."""


def rich_history(path: Path) -> RepoBuilder:
    """Build a repository with every kind of change that the memory tells apart."""
    repo = RepoBuilder(path)
    repo.commit({
        "src/Zed.py": "z = 1\n", "src/amy.py": "a = 1\nif a:\n    a = 2\n", "src/ümlaut.py": "u = 1\n",
        "tests/test_amy.py": "assert True\n", "README.md": "Hello\n", "vendor/lib.js": "x\n",
        "logo.png": b"\x89PNG\r\n\0", "src/100%.py": "p = 1\n",
    }, subject="Begin", by=ANA)  # fmt: skip
    for number in range(1, 13):
        _topic(repo, number)
    repo.rename("src/amy.py", "src/core/amy.py", by=AMY)
    repo.commit({"src/amy.py": "new = 1\n"}, subject="Take the old name", by=ZED)
    reverted = repo.commit({"src/Zed.py": "z = 99\n"}, subject="PROJ-7 Break it", by=ZED)
    repo.commit(
        {"src/Zed.py": "z = 1\n"},
        subject='Revert "PROJ-7 Break it"',
        body=f"This reverts commit {reverted}.",
        by=ANA,
    )
    repo.commit(
        {"src/core/amy.py": "fixed = 1\n"}, subject="Fix #3: crash", body=f"Fixes: {reverted[:12]}"
    )
    repo.commit({LONG_PATH: "long = 1\n"}, subject="Go deep", by=BEN)
    repo.commit({"package-lock.json": "{}\n"}, subject="Bump everything (#90)", by=BOT)
    _path_of_bytes(repo)
    repo.commit({"src/ümlaut.py": None}, subject="Remove it   ", by=CHI)
    repo.commit({"src/ümlaut.py": "back = 1\n"}, subject="Bring it back", by=CHI)
    nobody = b"author <nobody@example.com> 1767409200 +0000\ncommitter <> 1767409200 +0000"
    silent = repo.raw_commit(repo.git("write-tree").strip(), [repo.head()], nobody, b"")
    repo.git("reset", "--quiet", silent)
    return repo


def _topic(repo: RepoBuilder, number: int) -> None:
    """Land a pull request: by turns merged, squashed, pushed."""
    author, reviewer = PEOPLE[number % 5], PEOPLE[(number * 2 + 1) % 5]
    trailer = f"Reviewed-by: {reviewer.name} <{reviewer.email}>"
    files = {
        f"src/{name}.py": f"{name} = {number}\nif {name}:\n    pass\n" + "x\n" * number
        for name in ("Zed", "amy", "ümlaut")[: 1 + number % 3]
    }
    subject = f"{'Fix' if number % 4 == 0 else 'Add'} case {number}"
    if number % 3 == 0:
        repo.commit(files, subject=f"PROJ-{number} {subject}", body=trailer, by=author)
        return
    repo.branch(f"topic-{number}")
    repo.commit(files, subject=f"PROJ-{number} {subject}", body=trailer, by=author)
    repo.commit(
        {"tests/test_amy.py": f"assert {number}\n"},
        subject=f"Test it, see #{number - 1}",
        body=f"Co-authored-by: {reviewer.name} <{reviewer.email}>",
        by=reviewer if number % 2 else author,
    )
    repo.switch("main")
    if number % 3 == 1:
        repo.merge(f"topic-{number}", number=number, title=f"{subject} % of 'all'")
    else:
        repo.squash(f"topic-{number}", number=number, title=f"PROJ-{number}: {subject}", by=author)


def _path_of_bytes(repo: RepoBuilder) -> None:
    """Commit a file whose name is no UTF-8, which some file systems refuse to hold."""
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"raw = 1\n").strip()
    tree = repo.git_bytes("ls-tree", "-z", "HEAD")
    entries = tree + b"100644 blob " + blob.encode() + b"\tcaf\xe9\\n.py\0"
    made = repo.git("mktree", "-z", stdin=entries).strip()
    commit = repo.git("commit-tree", made, "-p", "HEAD", "-m", "Name a file in Latin-1").strip()
    repo.git("reset", "--quiet", commit)


ANA_ON_GITHUB: Final = Account(login=Login("ana-s"), name="Ana Silva")
BEN_ON_GITHUB: Final = Account(login=Login("Ben"), name="", email=BEN.email)
ZED_ON_GITHUB: Final = Account(login=Login("Zed-I"), name="Zed İşler")
AMY_ON_GITHUB: Final = Account(login=Login("amy-oz"))
BOT_ON_GITHUB: Final = Account(login=Login("dependabot[bot]"), is_bot=True)
CHI_ON_JIRA: Final = Account(name="Chi Nguyen", email=CHI.email, jira_account="557058:chi")
ANA_ON_JIRA: Final = Account(name="Ana Silva", jira_account="557058:ana")
ACCOUNTS: Final = (ANA_ON_GITHUB, BEN_ON_GITHUB, ZED_ON_GITHUB, AMY_ON_GITHUB, None, BOT_ON_GITHUB)


def rich_records(shas: Sequence[str]) -> list[ApiRecord]:
    """Return what APIs tell of that repository: pull requests, reviews, issues, and the rest."""
    return [
        *_proofs(),
        *map(_pull, range(1, 13)),
        *_odd_pulls(shas),
        *_reviews(),
        *_issues(),
        *_comments(),
        *_deployments(shas),
        IssueLinkRecord(key=IssueKey("PROJ-1"), other=IssueKey("PROJ-7"), kind="blocks"),
    ]


def _pull(number: int) -> PullRequestRecord:
    at = FIRST_TIME + number * 3 * HOUR
    has_landed = number % 3 > 0
    return PullRequestRecord(
        number=PullNumber(number),
        title=f"PROJ-{number}: case {number}",
        state=(PullState.MERGED, PullState.MERGED, PullState.OPEN)[has_landed - 1],
        author=ACCOUNTS[number % 6],
        created_at=at,
        updated_at=at + HOUR,
        merged_at=at + HOUR if has_landed else None,
        merged_by=ANA_ON_GITHUB if has_landed else None,
        body_state=(BodyState.PRESENT, BodyState.EMPTY, BodyState.UNKNOWN)[number % 3],
        is_draft=number == 9,
        base_branch="main",
        head_branch=f"topic-{number}",
        labels=("type: BUG", "Ärger", "bug")[: number % 4],
        requested_reviewers=(BEN_ON_GITHUB, ZED_ON_GITHUB)[: number % 3],
        n_files=3,
        files=tuple(
            PullFileRecord(path=RepoPath(path), added=number, deleted=None)
            for path in ("src/Zed.py", "src/amy.py", LONG_PATH)
        ),
        commits=(Sha(f"{number:040x}"), Sha(f"{number + 100:040x}")),
        issues=(
            IssueMention(
                key=IssueKey(f"PROJ-{number}"), tracker=Tracker.JIRA, closes=number % 2 == 0
            ),
            IssueMention(key=IssueKey("#3"), tracker=Tracker.GITHUB, closes=number == 4),
        ),
    )


def _odd_pulls(shas: Sequence[str]) -> list[ApiRecord]:
    deleted = PullRequestRecord(
        number=PullNumber(90), title="", state=PullState.CLOSED, author=None,
        created_at=FIRST_TIME, updated_at=FIRST_TIME, closed_at=FIRST_TIME, labels=("one\nline",),
        merge_commit_sha=Sha(shas[-1]),
    )  # fmt: skip
    last = PullRequestRecord(
        number=LAST_PULL, title="Ünïcode 🎉 \\ 'quotes' \" % ?", state=PullState.OPEN, author=AMY_ON_GITHUB,
        created_at=253_402_300_799, updated_at=253_402_300_799, head_sha=Sha(shas[0]),
    )  # fmt: skip
    return [deleted, last]


def _reviews() -> list[ApiRecord]:
    states = ("APPROVED", "COMMENTED", "CHANGES_REQUESTED", "DISMISSED", "A_NEWER_WORD")
    return [
        ReviewRecord(
            external_id=f"PRR_{number}",
            pull=PullNumber(1 + number % 14),
            reviewer=ACCOUNTS[(number * 5 + 1) % 6],
            state=states[number % 5],
            submitted_at=FIRST_TIME + number % 4 * HOUR,
            n_comments=number % 3,
        )
        for number in range(40)
    ]


def _issues() -> list[ApiRecord]:
    jira = [
        IssueRecord(
            key=IssueKey(f"PROJ-{number}"),
            tracker=Tracker.JIRA,
            summary=f"Case {number} 🎉",
            type=("Bug", "Story", "Production Incident", "")[number % 4],
            status=("Done", "In Arbeit", "")[number % 3],
            status_category=("done", "indeterminate", "")[number % 3],
            priority="High",
            components=("Zed", "amy", "Öl")[: number % 4],
            labels=("postmortem", "Bug")[: number % 3],
            created_at=FIRST_TIME,
            updated_at=FIRST_TIME + number,
            resolved_at=FIRST_TIME + number if number % 3 == 0 else None,
            reporter=CHI_ON_JIRA,
            assignee=ANA_ON_JIRA if number % 2 else None,
        )
        for number in range(1, 10)
    ]
    github = IssueRecord(
        key=IssueKey("#3"), tracker=Tracker.GITHUB, summary="It crashes", status="closed",
        status_category="closed", labels=("Regression",), reporter=ZED_ON_GITHUB,
        created_at=FIRST_TIME, updated_at=FIRST_TIME,
    )  # fmt: skip
    return [*jira, github]


def _comments() -> list[ApiRecord]:
    on_issues = [
        IssueCommentRecord(
            external_id=f"c{number}",
            tracker=Tracker.JIRA,
            author=(CHI_ON_JIRA, ANA_ON_JIRA, None)[number % 3],
            created_at=FIRST_TIME + number % 5 * HOUR,
            issue=IssueKey(f"PROJ-{1 + number % 4}"),
        )
        for number in range(20)
    ]
    on_pulls = [
        IssueCommentRecord(
            external_id=f"c{number}",
            tracker=Tracker.GITHUB,
            author=ACCOUNTS[number % 6],
            created_at=FIRST_TIME + number * HOUR,
            pull=PullNumber(1 + number % 7),
        )
        for number in range(20)
    ]
    return [*on_issues, *on_pulls]


def _deployments(shas: Sequence[str]) -> list[ApiRecord]:
    return [
        DeploymentRecord(
            external_id=f"D_{number}",
            sha=Sha(sha),
            environment=("Prod", "staging")[number % 2],
            state=("FAILURE", "success", "error")[number % 3],
            created_at=FIRST_TIME,
            updated_at=FIRST_TIME + number % 2,
        )
        for number, sha in enumerate(shas[:20:2])
    ]


def _proofs() -> list[ApiRecord]:
    return [
        LoginProof(ANA.name, ANA.email, "ana-s"),
        LoginProof(CHI.name, CHI.email, "", "Zed-I"),
    ]
