"""Does each registered agent keep the contract, on every kind of change?"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from teammemory_bot import agents
from teammemory_bot.agents.registry import AGENTS
from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.finding import (
    Evidence,
    EvidenceKind,
    Finding,
    Link,
    Number,
    Outcome,
    Phrase,
)
from teammemory_bot.domain.ports import Agent, Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.ingest.local_range import assemble
from teammemory_bot.pipeline.question import Question, chosen_range
from teammemory_bot.pipeline.story import memory_before
from teammemory_bot.pipeline.updating import bring_up_to_date
from testing.repo_builder import ANA, BEN, BOT, CHI, RepoBuilder

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@dataclass(frozen=True)
class Case:
    """One change, the memory before it, and its repository."""

    repo: RepoBuilder
    pr: PullRequest
    memory: Memory


def _one_commit(repo: RepoBuilder) -> None:
    repo.commit({"a.py": "a = 1\n"}, subject="Begin")


def _busy(repo: RepoBuilder) -> None:
    """Two people who review each other, fixes, a revert, a bot, a file that goes with another."""
    repo.commit({"src/a.py": "a = 0\n", "src/b.py": "b = 0\n", "README.md": "hello\n"})
    for number in range(1, 13):
        author, reviewer = ((ANA, BEN), (CHI, ANA), (BEN, CHI))[number % 3]
        verb = "Fix" if number % 4 == 0 else "Add"
        repo.branch(f"topic-{number}")
        repo.commit(
            {f"src/{name}.py": f"{name} = {number}\nif {name}:\n    pass\n" for name in "ab"},
            subject=f"PROJ-{number} {verb} case {number}",
            body=f"Reviewed-by: {reviewer.name} <{reviewer.email}>",
            by=author,
        )
        repo.switch("main")
        repo.merge(f"topic-{number}", number=number, title=f"PROJ-{number} {verb} case {number}")
    repo.commit({"requirements.txt": "x==2\n"}, subject="Bump x", by=BOT)


def _change_code(repo: RepoBuilder) -> None:
    text = "a = 99\nif a and b:\n    pass\n"
    repo.commit({"src/a.py": text, "src/b.py": text}, subject="Try", by=CHI)


def _change_binary(repo: RepoBuilder) -> None:
    repo.commit({"logo.png": PNG}, subject="Add the logo")


def _change_nothing(repo: RepoBuilder) -> None:
    repo.commit(subject="Start the build again")


def _remove(repo: RepoBuilder) -> None:
    first = next(iter(repo.git("ls-files").splitlines()))
    repo.commit({first: None}, subject="Remove", by=BEN)


PASTS: dict[str, Callable[[RepoBuilder], None]] = {"one commit": _one_commit, "busy": _busy}
CHANGES: dict[str, Callable[[RepoBuilder], None]] = {
    "code": _change_code,
    "binary": _change_binary,
    "nothing": _change_nothing,
    "removal": _remove,
}


@pytest.fixture(
    scope="module",
    params=[(past, change) for past in PASTS for change in CHANGES],
    ids=lambda param: "-".join(param).replace(" ", "-"),
)
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Case]:
    past, change = request.param
    folder = tmp_path_factory.mktemp("case")
    repo = RepoBuilder(folder / "repo")
    PASTS[past](repo)
    repo.branch("open-work")
    CHANGES[change](repo)
    repo.switch("main")
    with open_workplace(repo.path, memory=folder / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        question = Question(base="main", head="open-work")
        pr = assemble(place.own, chosen_range(question, place))
        yield Case(repo, pr, memory_before(pr, place))


every_agent = pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.NAME)


@every_agent
def test_agent__answers_the_same_twice_and_never_raises(agent: Agent, case: Case) -> None:
    report = agent.run(case.pr, case.memory)
    assert report == agent.run(case.pr, case.memory)
    assert report.agent == agent.NAME
    assert report.outcome is not Outcome.FAILED
    assert bool(report.findings) == (report.outcome is Outcome.FOUND)
    if report.outcome is Outcome.NOT_AVAILABLE:
        assert report.reason


@every_agent
def test_agent__claims_every_number_that_it_says(agent: Agent, case: Case) -> None:
    for finding in agent.run(case.pr, case.memory).findings:
        for part in _parts(finding):
            if isinstance(part, Number):
                assert part.claim is not None, (
                    f"its claim is missing (domain/claims.py): {finding.phrase}"
                )
                assert part.claim.value == part.value


@every_agent
def test_agent__points_at_records_that_exist(agent: Agent, case: Case) -> None:
    for finding in agent.run(case.pr, case.memory).findings:
        linked = [part.evidence for part in _parts(finding) if isinstance(part, Link)]
        for evidence in [*finding.evidence, *linked]:
            _resolve(case.repo, evidence)


def test_registry__holds_every_agent_under_a_name_of_its_own() -> None:
    modules = [
        importlib.import_module(f"{agents.__name__}.{each.name}")
        for each in pkgutil.iter_modules(agents.__path__)
        if each.name != "registry"
    ]
    assert [m for m in modules if hasattr(m, "run") and m not in AGENTS] == []
    names = [agent.NAME for agent in AGENTS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names)
    assert all(agent.TITLE and agent.TITLE[0].isupper() for agent in AGENTS)


def test_questions__of_agents_stand_in_their_first_line() -> None:
    for agent in AGENTS:
        first_line = (agent.__doc__ or "").partition("\n")[0]
        assert "?" in first_line, f"{agent.NAME}: {first_line!r} is no question"


def _parts(finding: Finding) -> Phrase:
    phrases = [finding.phrase, finding.asks, finding.status, *finding.facts]
    return tuple(part for each in phrases for part in each)


def _resolve(repo: RepoBuilder, evidence: Evidence) -> None:
    """Fail unless git, or the words of a subject, know the record."""
    match evidence.kind:
        case EvidenceKind.COMMIT:
            assert repo.git("cat-file", "-t", evidence.reference).strip() == "commit"
        case EvidenceKind.FILE:
            assert repo.git("cat-file", "-e", f"{evidence.at}:{evidence.reference}") == ""
        case EvidenceKind.LINES:
            path = evidence.reference.rpartition(":")[0]
            assert repo.git("cat-file", "-e", f"{evidence.at}:{path}") == ""
        case EvidenceKind.DIFF:
            assert repo.git("rev-parse", *re.split(r"\.{2,3}", evidence.reference))
        case EvidenceKind.PULL_REQUEST:
            subjects = repo.git("log", "--all", "--format=%s")
            assert re.search(rf"#{evidence.reference}\b", subjects)
        case EvidenceKind.ISSUE:
            assert evidence.reference in repo.git("log", "--all", "--format=%B")
        case EvidenceKind.MEMORY:
            assert evidence.reference
