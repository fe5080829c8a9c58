"""Does a wrong row in the memory become a sentence? The skeptic asks git, so it must not.

Rows are planted one after the other, the real agents are asked, and what the skeptic leaves is judged
by claims derived with the memory as it was before.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

import pytest

from teammemory_bot.agents.registry import AGENTS
from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.finding import Finding, Phrase, Report, plain_text
from teammemory_bot.domain.unproved import claims_in
from teammemory_bot.pipeline.asking import ask
from teammemory_bot.store.memory import StoredMemory
from teammemory_bot.store.sqlite import SqliteDatabase
from teammemory_bot.verify.inquiry import Derived, Inquiry
from teammemory_bot.verify.measures import RECORD_MEASURES, derive
from teammemory_bot.verify.skeptic import examine
from testing.repo_builder import ANA, BEN, CHI
from testing.true_claims import PULLS, Trial, trial

PER_CHANGE = {
    "is a fix": "UPDATE changes SET fix_rule = 'keyword' WHERE seq = {n}",
    "is no fix": "UPDATE changes SET fix_rule = '' WHERE seq = {n}",
    "is a revert": "UPDATE changes SET is_revert = 1 WHERE seq = {n}",
    "long ago": "UPDATE changes SET at = at - 34560000 WHERE seq = {n}",
    "by somebody else": "UPDATE changes SET author_id = (SELECT MIN(id) FROM developers"
    " WHERE id <> changes.author_id) WHERE seq = {n}",
    "another pull request": "UPDATE changes SET pull_number = pull_number + 500 WHERE seq = {n}",
    "left a file alone": "DELETE FROM change_files WHERE seq = {n} AND file_id ="
    " (SELECT MIN(file_id) FROM change_files WHERE seq = {n})",
    "reviewed by somebody else": "UPDATE reviews SET reviewer_id = (SELECT MIN(id) FROM developers"
    " WHERE id <> reviews.reviewer_id) WHERE change_seq = {n}",
    "not reviewed": "DELETE FROM reviews WHERE change_seq = {n}",
    "another commit": "UPDATE commits SET sha = 'f' || SUBSTR(sha, 2) WHERE change_seq = {n}",
    "commits of somebody else": "UPDATE commits SET author_id = (SELECT MIN(id) FROM developers"
    " WHERE id <> commits.author_id) WHERE change_seq = {n}",
}
NEWCOMER = Identity("New Comer", "new@example.com")
EVERYWHERE = [
    "UPDATE changes SET fix_rule = 'keyword'",
    "UPDATE changes SET is_revert = 1",
    "UPDATE changes SET author_id = (SELECT MIN(id) FROM developers)",
    "UPDATE change_files SET added = added * 7, tokens = tokens * 7",
    "UPDATE change_files SET added = 0, tokens = 0",
    "DELETE FROM reviews",
    "UPDATE reviews SET reviewer_id = (SELECT MAX(id) FROM developers)",
    "UPDATE commit_issues SET issue_id = (SELECT MIN(id) FROM issues)",
    "UPDATE developers SET name = 'Somebody Else' WHERE name = 'Ana Silva'",
]


@dataclass(frozen=True)
class Bench:
    """The case, and a copy of its memory that can be written to."""

    case: Trial
    database: SqliteDatabase

    def memory(self) -> StoredMemory:
        """Return the copy as of the case's base."""
        true = self.case.inquiry.memory
        return StoredMemory(self.database, true.seq, salt=self.case.place.store.identity.salt)


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("planted")
    with trial(folder) as case:
        copy = folder / "copy.sqlite"
        shutil.copyfile(folder / "memory.sqlite", copy)
        with closing(SqliteDatabase(copy)) as database:
            yield Bench(case, database)


def _planted(every: int) -> list[str]:
    rows = [
        text.format(n=number)
        for number in range(1, PULLS + 1, every)
        for text in PER_CHANGE.values()
    ]
    return [*EVERYWHERE, *rows]


@contextmanager
def planted(bench: Bench, statement: str) -> Iterator[bool]:
    """Plant a row for the length of a block; yield whether it changed anything."""
    execute = bench.database.execute
    execute("SAVEPOINT planted")
    try:
        execute(statement)
        ((changed,),) = execute("SELECT changes()")
        yield changed > 0
    finally:
        execute("ROLLBACK TO planted")
        execute("RELEASE planted")


def said_by_agents(bench: Bench, author: Identity | None = None) -> list[Report]:
    pr = replace(bench.case.pr, author=author or bench.case.pr.author)
    return [report for _, report in ask(AGENTS, pr, bench.memory())]


def told(bench: Bench, author: Identity | None = None) -> list[Report]:
    """Return what the agents say now and the skeptic leaves."""
    inquiry = Inquiry(pr=bench.case.pr, git=bench.case.inquiry.git, memory=bench.memory())
    reports, _ = examine(said_by_agents(bench, author), inquiry)
    return list(reports)


def truth_of(bench: Bench) -> set[str]:
    """Return the sentences of the sound memory: for the author, and for a newcomer in their place.

    Who is a newcomer is a row like any other; the reading list that it brings is true all the same.
    """
    return texts(told(bench)) | texts(told(bench, NEWCOMER))


def sentences(reports: list[Report]) -> Iterator[tuple[Finding, Phrase]]:
    for report in reports:
        for finding in report.findings:
            for said in (finding.phrase, *finding.facts, finding.asks):
                if said:
                    yield finding, said


def texts(reports: list[Report]) -> set[str]:
    return {plain_text(said) for _, said in sentences(reports)}


def lies_in(bench: Bench, reports: list[Report], truth: set[str]) -> list[str]:
    """Return the sentences that neither stood before nor hold when derived with the true memory."""
    lies = []
    for finding, said in sentences(reports):
        claims = [claim for claim in claims_in(said) if claim.measure not in RECORD_MEASURES]
        answers = [derive(claim, bench.case.inquiry) for claim in claims]
        holds = bool(claims) and all(
            isinstance(answer, Derived) and answer.value == claim.value
            for claim, answer in zip(claims, answers, strict=True)
        )
        if plain_text(said) not in truth and not holds and not _is_true_fix(finding, said):
            lies.append(plain_text(said))
    return lies


def _is_true_fix(finding: Finding, said: Phrase) -> bool:
    """Tell by the way the history was built whether `fixed PROJ-8 here (#8)` is so."""
    fixed = re.fullmatch(r"fixed PROJ-(\d+) here \(#(\d+)\)", plain_text(said))
    if fixed is None or finding.person is None or fixed[1] != fixed[2]:
        return False
    number = int(fixed[1])
    return number % 4 == 0 and finding.person.name == (ANA, CHI, BEN)[number % 3].name


@pytest.mark.parametrize(
    "every", [8, pytest.param(1, marks=pytest.mark.prove)], ids=["some", "all"]
)
def test_examine__wrong_rows_planted__no_false_sentence(bench: Bench, every: int) -> None:
    truth = truth_of(bench)
    effective = 0
    found: dict[str, list[str]] = {}
    for statement in _planted(every):
        with planted(bench, statement) as is_effective:
            effective += is_effective
            if lies := lies_in(bench, told(bench), truth):
                found[statement] = lies
    assert not found, "\n".join(f"{k}: {v}" for k, v in found.items())
    assert effective >= (200 if every == 1 else 30)
    assert truth_of(bench) == truth


def test_agents__wrong_rows_planted__would_say_something_false(bench: Bench) -> None:
    """The proof above would be worth nothing if no planted row ever reached a sentence."""
    before = texts(said_by_agents(bench)) | texts(said_by_agents(bench, NEWCOMER))
    reached = 0
    for statement in _planted(8):
        with planted(bench, statement):
            reached += bool(lies_in(bench, said_by_agents(bench), before))
    assert reached >= 5
