"""Does a memory that grew equal one that was built at once, whatever happened to the branch?"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.identity import PullNumber, Sha
from teammemory_bot.domain.records import (
    Account,
    Batch,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    ReviewState,
)
from teammemory_bot.pipeline.updating import Counts, bring_up_to_date
from testing.memory_rows import Rows, facts_of, rows_of
from testing.random_history import random_history
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder

DAY = 86_400


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "repo")


def up_to_date(
    repo: RepoBuilder, memory: Path, *, counts: Counts | None = None, facts: bool = False
) -> Rows:
    with open_workplace(repo.path, memory=memory) as place:
        bring_up_to_date(place, on_progress=lambda *_: None, counts=counts)
        return (facts_of if facts else rows_of)(place.store.database)


def a_story(repo: RepoBuilder, chapter: int) -> None:
    """Add a direct commit, a merged branch, a rename and a squash."""
    at = repo.now + 40 * DAY
    name = f"part{chapter}"
    repo.commit({f"{name}.py": "a\nb\nc\nd\n" * 5}, subject=f"PROJ-{chapter} begin", by=ANA, at=at)
    repo.branch(f"work{chapter}")
    repo.commit({f"{name}.py": "a\nb\nc\nd\n" * 5 + "e\n"}, subject="Go on", by=CHI)
    repo.commit({f"more/{name}.py": "if x:\n    y\n"}, subject="More", by=CHI)
    repo.switch("main")
    repo.commit({"other.py": f"x = {chapter}\n"}, subject="Meanwhile", by=BEN)
    repo.merge(f"work{chapter}", number=100 + chapter, title=f"Fix part {chapter}")
    repo.rename(f"{name}.py", f"moved/{name}.py", by=BEN)
    repo.branch(f"quick{chapter}")
    repo.commit(
        {"other.py": f"x = -{chapter + 1}\n"},
        subject="Undo",
        body="Reviewed-by: Ana Silva <ana@example.com>",
    )
    repo.switch("main")
    repo.squash(f"quick{chapter}", number=200 + chapter, title="Undo it", by=CHI)


def test_update__step_by_step_equals_building_at_once(repo: RepoBuilder, tmp_path: Path) -> None:
    grown: Rows = {}
    for chapter in range(4):
        a_story(repo, chapter)
        grown = up_to_date(repo, tmp_path / "grown.sqlite")
    assert grown == up_to_date(repo, tmp_path / "built.sqlite")


def test_update__lets_counts_fall_out_of_the_window_as_a_rebuild_does(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    repo.commit({"a.py": "1\n2\n"}, at="2023-01-01")
    repo.commit({"a.py": "1\n2\n3\n"}, at="2024-06-01")
    up_to_date(repo, tmp_path / "grown.sqlite")
    repo.commit({"a.py": "1\n"}, at="2026-01-01")
    grown = up_to_date(repo, tmp_path / "grown.sqlite")
    assert grown == up_to_date(repo, tmp_path / "built.sqlite")
    with open_workplace(repo.path, memory=tmp_path / "grown.sqlite") as place:
        rows = place.store.database.execute(
            "SELECT seq, added, deleted, commit_added FROM change_files ORDER BY seq"
        )
        assert list(rows) == [(0, None, None, None), (1, 1, 0, 1), (2, 0, 2, 0)]


def test_update__counts_a_step_whose_clock_was_slow_as_a_rebuild_does(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    repo.commit({"a.py": "1\n"}, at="2026-01-01")
    up_to_date(repo, tmp_path / "grown.sqlite")
    repo.commit({"a.py": "2\n"}, at="1999-01-01")
    repo.commit({"a.py": "3\n"}, at="2026-02-01")
    grown = up_to_date(repo, tmp_path / "grown.sqlite")
    assert grown == up_to_date(repo, tmp_path / "built.sqlite")


def test_lines_of_all__keep_when_whole_changes_fall_out_of_the_window(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    repo.commit({"a.py": "1\n2\n", "b.bin": b"\0\1"}, at="2023-01-01")
    repo.branch("work")
    repo.commit({"c.bin": b"\0\2", "d.py": "if x:\n    y\n"}, at="2023-01-02")
    repo.switch("main")
    repo.commit({"a.py": "1\n"}, at="2023-01-03")
    repo.merge("work", number=7, title="Add it")
    up_to_date(repo, tmp_path / "grown.sqlite", counts=Counts.LINES)
    repo.commit({"a.py": "3\n"}, at="2026-01-01")
    grown = up_to_date(repo, tmp_path / "grown.sqlite")
    assert grown == up_to_date(repo, tmp_path / "built.sqlite", counts=Counts.LINES)
    with open_workplace(repo.path, memory=tmp_path / "grown.sqlite") as place:
        counts = place.store.database.execute(
            "SELECT f.seq, p.path, f.added, f.commit_added, f.is_binary FROM change_files AS f "
            "JOIN paths AS p ON p.id = f.path_id ORDER BY f.seq, p.path"
        )
        assert list(counts) == [
            (0, "a.py", None, 2, 0),
            (0, "b.bin", None, None, 1),
            (1, "a.py", None, 0, 0),
            (2, "c.bin", None, None, 0),
            (2, "d.py", None, None, 0),
            (3, "a.py", 1, 1, 0),
        ]
        of_branch = place.store.database.execute(
            "SELECT added, is_binary FROM branch_commit_files ORDER BY path_id"
        )
        assert sorted(of_branch, key=str) == [(2, 0), (None, 1)]


def test_full__counts_the_whole_history_and_goes_on_to(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.py": "1\n2\n"}, at="2010-01-01")
    repo.commit({"a.py": "1\n"}, at="2026-01-01")
    memory = tmp_path / "memory.sqlite"
    up_to_date(repo, memory)
    counted = up_to_date(repo, memory, counts=Counts.ALL)
    assert counted == up_to_date(repo, tmp_path / "built.sqlite", counts=Counts.ALL)
    repo.commit({"a.py": ""}, at="2027-01-01")
    up_to_date(repo, memory)
    with open_workplace(repo.path, memory=memory) as place:
        rows = place.store.database.execute("SELECT added FROM change_files ORDER BY seq")
        assert list(rows) == [(2,), (0,), (0,)]


def test_rewritten_branch__equals_a_rebuild(repo: RepoBuilder, tmp_path: Path) -> None:
    a_story(repo, 1)
    kept = repo.head()
    a_story(repo, 2)
    up_to_date(repo, tmp_path / "grown.sqlite")
    repo.git("reset", "--quiet", "--hard", kept)
    a_story(repo, 3)
    grown = up_to_date(repo, tmp_path / "grown.sqlite")
    assert grown == up_to_date(repo, tmp_path / "built.sqlite")


def test_rewritten_branch__keeps_what_services_told(repo: RepoBuilder, tmp_path: Path) -> None:
    a_story(repo, 1)
    kept = repo.head()
    a_story(repo, 2)
    memory = tmp_path / "memory.sqlite"
    up_to_date(repo, memory)
    with open_workplace(repo.path, memory=memory) as place:
        place.store.save(told_by_github())
    repo.git("reset", "--quiet", "--hard", kept)
    a_story(repo, 3)
    grown = up_to_date(repo, memory, facts=True)
    with open_workplace(repo.path, memory=tmp_path / "built.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        place.store.save(told_by_github())
        built = facts_of(place.store.database)
    assert grown == built


def told_by_github() -> Batch:
    zoe = Account(login="zoe", name="Zoe Marsh")
    return Batch(
        source="github",
        records=(
            PullRequestRecord(
                number=PullNumber(102),
                title="As the service calls it",
                state=PullState.MERGED,
                author=zoe,
                created_at=5,
                updated_at=9,
                merge_commit_sha=Sha("1" * 40),
            ),
            ReviewRecord(
                external_id="R1",
                pull=PullNumber(202),
                reviewer=zoe,
                state=ReviewState.APPROVED,
                submitted_at=7,
            ),
        ),
    )


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(4, 60))]
)
def test_rewritten_branch__whatever_its_history__equals_a_rebuild(
    repo: RepoBuilder, tmp_path: Path, seed: int
) -> None:
    """Grown, rewound by any number of steps, grown again, a few times over."""
    chance = random.Random(seed)  # noqa: S311  # repeatable on purpose
    random_history(repo, chance, steps=12)
    for _ in range(3):
        up_to_date(repo, tmp_path / "grown.sqlite")
        chain = repo.git("rev-list", "--first-parent", "HEAD").split()
        how = chance.random()
        if how < 0.15:  # another beginning
            repo.git("checkout", "--quiet", "--orphan", "anew")
            repo.commit(subject="Begin anew")
            repo.git("branch", "--quiet", "--force", "main")
            repo.switch("main")
            repo.git("branch", "--quiet", "-D", "anew")
        elif how < 0.9:
            repo.git("reset", "--quiet", "--hard", chance.choice(chain))
        random_history(repo, chance, steps=chance.randrange(1, 8))
    grown = up_to_date(repo, tmp_path / "grown.sqlite")
    assert grown == up_to_date(repo, tmp_path / "built.sqlite")


def test_rewritten_branch__that_only_lost_commits__equals_a_rebuild_of_a_clone(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    """As a runner sees it: a fresh clone does not hold what was thrown away."""
    a_story(repo, 1)
    kept = repo.head()
    a_story(repo, 2)
    memory = tmp_path / "grown.sqlite"
    for number, tip in enumerate((None, kept)):
        if tip:
            repo.git("reset", "--quiet", "--hard", tip)
            for name in ("work2", "quick2"):
                repo.git("branch", "--quiet", "-D", name)
        clone = tmp_path / f"clone{number}"
        repo.git("clone", "--quiet", "--bare", "--no-local", f"file://{repo.path}", str(clone))
        grown = rows_after_update(clone, memory)
    assert grown == rows_after_update(clone, tmp_path / "built.sqlite")


def rows_after_update(path: Path, memory: Path) -> Rows:
    with open_workplace(path, memory=memory) as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        return rows_of(place.store.database)
