"""Does the risk agent say what the files' own history says, and stay silent where it should?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from teammemory_bot.agents import risk
from teammemory_bot.domain.finding import Finding, Outcome, Report, Severity, plain_text
from teammemory_bot.domain.identity import Sha
from teammemory_bot.domain.policy import Policy, Profile
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.rule_result import Result
from teammemory_bot.ingest.local_range import LocalRange, assemble
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.git_facts import PlumbedFacts
from teammemory_bot.plumbing.own_repository import OwnRepository, open_own_repository
from teammemory_bot.verify.inquiry import Inquiry
from teammemory_bot.verify.skeptic import examine
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder

DAY = 86_400
START = 1_700_000_000
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
DEFAULT = Policy()
BIG = "".join(f"if a{n} and b{n}:\n    call({n})\n" for n in range(200))


@dataclass
class World:
    """A repository with a past, its memory, and a way to ask about a change."""

    repo: RepoBuilder
    own: OwnRepository
    memory: Memory
    tip: Sha

    def pull_request(
        self, files: dict[str, str | bytes | None], *, title: str = "Try", policy: Policy = DEFAULT
    ) -> PullRequest:
        """Commit files on a branch of their own, and return it as a change under review."""
        self.repo.switch("main")
        self.repo.branch(f"work-{self.repo.now}")
        self.repo.commit(files, subject=title, by=CHI)
        return self.range_to(self.repo.head(), policy=policy)

    def range_to(self, head: str, *, policy: Policy = DEFAULT) -> PullRequest:
        span = LocalRange(base=self.tip, head=Sha(head))
        return assemble(self.own, span, policy=policy)

    def ask(
        self, files: dict[str, str | bytes | None], *, title: str = "Try", policy: Policy = DEFAULT
    ) -> Report:
        """Return what the agent says about a change of these files."""
        return risk.run(self.pull_request(files, title=title, policy=policy), self.memory)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two years: `hot.py` is changed, fixed and taken back; its test goes with it; others are calm."""
    folder = tmp_path_factory.mktemp("risk")
    repo = RepoBuilder(folder / "repo")
    repo.now = START
    calm = {f"src/calm{n}.py": f"x = {n}\n" for n in range(6)}
    table = "".join(f"row{n} = {n}\n" for n in range(40))
    repo.commit({**calm, "src/hot.py": table, "docs/guide.md": "# guide\n"}, at=START)
    for step in range(1, 31):
        at = START + step * 20 * DAY
        rows = table.replace(f"row{step} = {step}\n", f"row{step} = {step} + 1\n")
        verb = "Fix the race of refresh tokens" if step % 3 == 0 else "Tune rows"
        verb = "Fix a stale cursor behind a rollback" if step == 9 else verb
        files = {"src/hot.py": rows, "tests/test_hot.py": f"assert {step}\n"}
        repo.commit(files, subject=f"{verb} (#{step})", by=(ANA, BEN)[step % 2], at=at)
        table = rows
        calmly = "".join(f"if x == {n}:\n    y = {step}\n" for n in range(20))
        repo.commit({f"src/calm{step % 6}.py": calmly}, subject=f"Calm {step}", at=at + DAY)
    sha = repo.head()
    repo.commit(
        {"src/hot.py": table + "back = 1\n"},
        subject='Revert "Tune rows"',
        body=f"This reverts commit {sha}.",
        at=START + 615 * DAY,
    )
    repo.now = START + 620 * DAY
    with (
        remember(repo, folder / "memory.sqlite") as store,
        open_own_repository(find_checkout(repo.path)) as own,
    ):
        yield World(repo, own, store.memory_at(), Sha(repo.head()))


def lines(report: Report) -> list[str]:
    """Return the lines that the comment shows, as plain text."""
    return [text(finding) for finding in report.findings if not finding.is_detail]


def text(finding: Finding) -> str:
    return "; ".join(map(plain_text, (finding.phrase, *finding.facts)))


def of_rule(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def test_risk__a_large_change_of_the_hot_file_is_high(world: World) -> None:
    report = world.ask({"src/hot.py": BIG, "tests/test_hot.py": "assert 99\n"})
    assert report.level == "high"
    assert plain_text(report.summary).startswith("riskier than 99 % of this repository's changes")
    (finding,) = of_rule(report, "risk-high")
    assert finding.path == "src/hot.py"
    assert finding.severity is Severity.HIGH
    said = text(finding)
    assert "400 lines and 400 decision points added" in said
    # Of day 540, 560, 580, 600 and the revert; a revert repairs something too.
    fixes = f"3 of them bug fixes by title ({world.tip[:7]} #30 #27)"
    assert f"5 changes in 90 days, {fixes}" in said
    assert "1 revert in 365 days" in said
    assert "hotter than 92 % of the source files here" in said
    assert sum(term.points for term in finding.terms) == pytest.approx(finding.score)
    assert [result.result for result in report.results] == [Result.FAIL]


def test_risk__asks_to_act_only_where_the_team_made_it_a_rule(world: World) -> None:
    files: dict[str, str | bytes | None] = {"src/hot.py": BIG}
    assert not of_rule(world.ask(files), "risk-high")[0].asks
    strict = Policy(fail_on=frozenset({"risk-high"}))
    assert of_rule(world.ask(files, policy=strict), "risk-high")[0].asks


def test_risk__ranks_the_files_of_a_large_change(world: World) -> None:
    report = world.ask(
        {"src/hot.py": BIG, "src/new.py": BIG[:600], "src/calm1.py": "x = 1\ny = 2\n"}
    )
    (change,) = of_rule(report, "risk-high")
    assert plain_text(change.phrase) == "Look at src/hot.py first"
    assert [finding.path for finding in of_rule(report, "risk-file")] == [
        "src/hot.py",
        "src/new.py",
    ]
    assert "in 90 days" not in text(of_rule(report, "risk-file")[1])


def test_risk__folds_people_and_size(world: World) -> None:
    report = world.ask({"src/hot.py": BIG})
    (detail,) = of_rule(report, "file-facts")
    assert detail.is_detail
    assert text(detail) == "src/hot.py; changed by 2 people in 365 days; 41 lines"


def test_risk__a_usual_change_gets_one_line(world: World) -> None:
    report = world.ask({"src/calm2.py": "x = 7\n"})
    assert report.level == "usual"
    assert lines(report) == []
    assert "riskier than" in plain_text(report.summary)
    assert [result.result for result in report.results] == [Result.PASS]


def test_risk__a_usual_change_with_a_question_gets_only_that(world: World) -> None:
    row = "row3 = 3 + 1"
    table = world.repo.git("show", "main:src/hot.py").replace(row, "row3 = 5")
    report = world.ask({"src/hot.py": table}, title="Fix the race of refresh rows")
    assert report.level == "usual"
    assert report.summary == ()
    assert lines(report) == [
        "Did you forget tests/test_hot.py?; It changed with src/hot.py in 19 of its last 20 changes "
        f"(the one without: {world.tip[:7]})"
    ]
    assert [finding.rule for finding in report.findings if finding.is_detail] == [
        "edits-fixed-lines"
    ]


def test_risk__names_the_fix_whose_lines_are_edited(world: World) -> None:
    table = world.repo.git("show", "main:src/hot.py")
    for number in (3, 6):
        table = table.replace(f"row{number} = {number} + 1", f"row{number} = 0")
    report = world.ask({"src/hot.py": table, "tests/test_hot.py": "assert 7\n"})
    said = [text(finding) for finding in of_rule(report, "edits-fixed-lines")]
    assert said == [
        "src/hot.py: line 4 that this change replaces was last written by the fix "
        "“Fix the race of refresh tokens” (#3)",
        "src/hot.py: line 7 that this change replaces was last written by the fix "
        "“Fix the race of refresh tokens” (#6)",
    ]


def test_risk__tells_an_earlier_fix_that_reads_alike(world: World) -> None:
    files: dict[str, str | bytes | None] = {"src/hot.py": BIG, "tests/test_hot.py": "assert 7\n"}
    report = world.ask(files, title="Keep the cursor where a rollback left it")
    assert [text(finding) for finding in of_rule(report, "occurred-before")] == [
        "An earlier fix of the same file reads alike: “Fix a stale cursor behind a rollback” "
        "(#9); both say cursor, rollback"
    ]
    # A quarter of the file's changes are called so: these words say where, not what.
    assert of_rule(world.ask(files, title="Stop the race of tokens"), "occurred-before") == []


@pytest.mark.parametrize(
    "files",
    [
        {"logo.png": PNG},
        {"vendor/lib.py": BIG},
        {"dist/app.js": BIG},
        {"api/user_pb2.py": BIG},
    ],
    ids=lambda files: next(iter(files)),
)
def test_risk__says_nothing_of_what_nobody_wrote(
    world: World, files: dict[str, str | bytes | None]
) -> None:
    report = world.ask(files)
    assert report.outcome is Outcome.NOT_APPLICABLE
    assert (report.findings, report.level) == ((), "")
    assert [result.result for result in report.results] == [Result.SKIP]


def test_risk__says_nothing_of_a_move(world: World) -> None:
    world.repo.switch("main")
    world.repo.branch("work-move")
    world.repo.rename("src/hot.py", "src/moved.py")
    report = risk.run(world.range_to(world.repo.head()), world.memory)
    assert report.outcome is Outcome.NOT_APPLICABLE


def test_risk__says_nothing_of_a_submodule(world: World) -> None:
    world.repo.switch("main")
    world.repo.branch("work-submodule")
    world.repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},libs/sub")
    world.repo.git("commit", "--quiet", "-m", "Add a submodule")
    report = risk.run(world.range_to(world.repo.head()), world.memory)
    assert report.outcome is Outcome.NOT_APPLICABLE
    world.repo.git("rm", "--quiet", "--cached", "libs/sub")
    world.repo.git("commit", "--quiet", "-m", "Remove it again")


def test_risk__knows_a_moved_file_by_its_past(world: World) -> None:
    world.repo.switch("main")
    world.repo.branch("work-move-and-edit")
    world.repo.rename("src/hot.py", "src/warm.py")
    table = world.repo.git("show", "main:src/hot.py")
    world.repo.commit({"src/warm.py": table + BIG[:300]}, subject="Grow")
    report = risk.run(world.range_to(world.repo.head()), world.memory)
    (finding,) = [one for one in report.findings if one.path == "src/warm.py" and one.terms]
    assert "5 changes in 90 days" in text(finding)


def test_risk__a_document_has_no_level(world: World) -> None:
    report = world.ask({"docs/guide.md": "# guide\nmore\n"})
    assert (report.level, report.findings) == ("", ())
    assert report.outcome is Outcome.NOT_APPLICABLE


def test_risk__a_removal_has_no_level(world: World) -> None:
    report = world.ask({"src/calm3.py": None})
    assert report.level == ""


def report_about_work(repo: RepoBuilder, folder: Path, base: str) -> Report:
    """Return what the agent says about the branch `work`, from a memory of `main`."""
    with (
        remember(repo, folder / "memory.sqlite") as store,
        open_own_repository(find_checkout(repo.path)) as own,
    ):
        head = Sha(repo.git("rev-parse", "work").strip())
        pr = assemble(own, LocalRange(base=Sha(base), head=head))
        memory = store.memory_at()
        return risk.run(pr, store.memory_at(memory.seq_of(Sha(base)) or 0))


def test_risk__needs_some_history(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    for number in range(3):
        repo.commit({"a.py": f"a = {number}\n"})
    base = repo.head()
    repo.branch("work")
    repo.commit({"a.py": BIG})
    repo.switch("main")
    report = report_about_work(repo, tmp_path, base)
    assert report.outcome is Outcome.NOT_AVAILABLE
    assert report.reason == "not enough history: 3 changes to compare with, 20 are needed"
    assert (report.level, report.findings) == ("", ())
    assert [result.result for result in report.results] == [Result.UNKNOWN]


def test_risk__of_a_time_whose_lines_are_not_counted__says_so(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    for number in range(25):
        repo.commit({"a.py": f"a = {number}\n"}, at=START + number * DAY)
    base = repo.head()
    repo.branch("work")
    repo.commit({"a.py": BIG}, at=START + 26 * DAY)
    repo.switch("main")
    repo.commit({"a.py": "a = 99\n"}, at=START + 2_000 * DAY)
    report = report_about_work(repo, tmp_path, base)
    assert report.outcome is Outcome.NOT_AVAILABLE
    assert "changes this old are not counted" in report.reason


def test_risk__does_not_guess_where_lines_could_not_be_counted(world: World) -> None:
    pr = world.pull_request({"src/hot.py": BIG})
    blind = replace(pr, files=tuple(replace(file, added=None, deleted=None) for file in pr.files))
    report = risk.run(blind, world.memory)
    assert report.outcome is Outcome.NOT_AVAILABLE
    assert [result.result for result in report.results] == [Result.UNKNOWN]


def test_risk__the_classic_profile_speaks_as_the_design_does(world: World) -> None:
    classic = Policy(profile=Profile.CLASSIC)
    report = world.ask({"src/hot.py": BIG, "src/calm1.py": "x = 0\n"}, policy=classic)
    assert report.level == ""
    hot, calm = of_rule(report, "risk-classic")
    assert (hot.path, calm.path) == ("src/hot.py", "src/calm1.py")
    # 32 changes by two people, 10 of them fixes; 40 + 30 x (1 + 1) + 1 lines.
    assert {term.name: term.points for term in hot.terms} == {
        "churn": 101.0,
        "bug fixes": 1_000.0 + 100.0,
        "contributors": 50.0,
        "commits": 160.0,
    }
    assert hot.score == 101 + 1_100 + 50 + 160
    assert text(hot) == "src/hot.py; 32 changes in all; 11 of them bug fixes; by 2 people"


def test_risk__never_speaks_of_persons(world: World) -> None:
    report = world.ask({"src/hot.py": BIG, "src/new.py": BIG})
    said = " ".join(text(finding) for finding in report.findings)
    for person in (ANA, BEN, CHI):
        assert person.name not in said
        assert person.email not in said
    assert "test" not in said.replace("tests/test_hot.py", "")


def test_risk__says_nothing_that_git_does_not_confirm(world: World) -> None:
    world.repo.switch("main")
    world.repo.branch("work-examined")
    world.repo.rename("src/hot.py", "src/cool.py")
    table = world.repo.git("show", "main:src/hot.py").replace(
        "row3 = 3 + 1\nrow4", "row3 = 9\nrow4"
    )
    world.repo.commit({"src/cool.py": table + BIG[:300]}, subject="Grow")
    moved = world.range_to(world.repo.head())
    for pr in (
        world.pull_request({"src/hot.py": BIG}),
        world.pull_request({"src/hot.py": BIG, "src/new.py": BIG[:600], "docs/guide.md": "#\n"}),
        world.pull_request({"src/hot.py": table}, title="Keep the cursor where a rollback left it"),
        world.pull_request({"src/calm2.py": "x = 7\n"}),
        moved,
    ):
        report = risk.run(pr, world.memory)
        git = PlumbedFacts(
            world.own, tip=pr.base, base=pr.base, merge_base=pr.merge_base, head=pr.head
        )
        _, verdict = examine([report], Inquiry(pr=pr, git=git, memory=world.memory))
        assert verdict.strikes == ()
        assert verdict.confirmed == verdict.made > 0
