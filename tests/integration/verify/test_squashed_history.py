"""Does every true sentence survive where pull requests are squashed, with their number in the title?"""

from __future__ import annotations

from pathlib import Path

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.pipeline.question import Question
from teammemory_bot.pipeline.story import review
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder


def test_review__of_a_newcomer_on_squashed_pull_requests__loses_no_sentence(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    for number in range(1, 31):
        verb = "Fix" if number % 5 == 0 else "Add"
        repo.commit(
            {
                "src/a.py": f"a = {number}\nif a:\n    pass\n",
                f"src/f{number % 3}.py": f"{number}\n",
            },
            subject=f"{verb} case {number} (#{number})",
            by=ANA if number % 2 else BEN,
        )
    repo.branch("work")
    repo.commit({"src/a.py": "a = 99\n"}, subject="Try", by=CHI)
    repo.switch("main")
    with open_workplace(repo.path, memory=tmp_path / "memory.sqlite") as place:
        reviewed = review(
            Question(base="main", head="work"), place, on_progress=lambda _done, _total: None
        )
    assert reviewed.verdict is not None
    assert reviewed.verdict.strikes == ()
    said = reviewed.as_text()
    assert "#30 Fix case 30: fixed a bug" in said
    assert "(#30)" not in said.partition("Evidence:")[0]
