"""One small team whose history every routing test looks at: who writes, who reviews, who left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.finding import Finding, Report, plain_text
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.ingest.local_range import assemble
from teammemory_bot.pipeline.question import Question, chosen_range
from teammemory_bot.pipeline.story import memory_before
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.store.memory import StoredMemory
from testing.repo_builder import ANA, BEN, BOT, CHI, Person, RepoBuilder

DEE = Person("Dee Okafor", "1234+dee@users.noreply.github.com")
OLD = Person("Old Timer", "old@example.com")
EVE = Person("Eve Stranger", "eve@example.com")


@dataclass(frozen=True)
class Case:
    repo: RepoBuilder
    place: Workplace
    pr: PullRequest
    memory: StoredMemory


def team_history(repo: RepoBuilder) -> None:
    """Ana writes `src/auth`, Ben and Dee review it; Chi does the web; Old Timer left long ago."""
    repo.commit(
        {"src/auth/token.py": "t = 0\n", "src/web/view.py": "v = 0\n"}, by=OLD, at="2023-01-01"
    )
    for number in range(1, 5):
        _landed(
            repo, number, by=OLD, reviewer=ANA, path="src/auth/token.py", at=f"2023-02-0{number}"
        )
    for number in range(5, 17):
        reviewer = DEE if number % 4 == 0 else BEN
        _landed(repo, number, by=ANA, reviewer=reviewer, path="src/auth/token.py")
    for number in range(17, 23):
        _landed(repo, number, by=CHI, reviewer=ANA, path="src/web/view.py")
    repo.commit({"requirements.txt": "x==2\n"}, subject="Bump x", by=BOT)


def _landed(
    repo: RepoBuilder,
    number: int,
    *,
    by: Person,
    reviewer: Person,
    path: str,
    at: str | None = None,
) -> None:
    repo.commit(
        {path: f"value = {number}\n"},
        subject=f"Improve {path.split('/')[1]} {number} (#{number})",
        body=f"Reviewed-by: {reviewer.name} <{reviewer.email}>",
        by=by,
        **({"at": at} if at else {"at": f"2026-01-{number:02}"}),
    )


@contextmanager
def asked(folder: Path, *, by: Person = ANA, path: str = "src/auth/token.py") -> Iterator[Case]:
    """Open the team's memory, and a change that is not merged yet."""
    repo = RepoBuilder(folder / "repo")
    team_history(repo)
    repo.branch("topic")
    repo.commit({path: "value = 99\n"}, subject="Improve auth once more", by=by, at="2026-02-01")
    repo.switch("main")
    with open_workplace(repo.path, memory=folder / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        span = chosen_range(Question(base="main", head="topic"), place)
        pr = assemble(place.own, span)
        yield Case(repo, place, pr, memory_before(pr, place))


def people(report: Report, rule: str = "suggested-reviewer") -> list[str]:
    return [f.person.name for f in report.findings if f.rule == rule and f.person is not None]


def about(report: Report, name: str) -> Finding:
    return next(f for f in report.findings if f.person is not None and f.person.name == name)


def facts(finding: Finding) -> list[str]:
    return [plain_text(fact) for fact in finding.facts]
