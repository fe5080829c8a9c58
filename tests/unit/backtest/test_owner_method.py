from __future__ import annotations

from teammemory_bot.backtest.owner_method import DeclaredOwners
from teammemory_bot.domain.codeowners import parse_codeowners
from teammemory_bot.domain.identity import DeveloperId
from tests.unit.scoring.histories import question

OWNERS = parse_codeowners("* @Ana\n/src/ @ben @ana @org/team x@example.com @unknown\n")
PEOPLE = {"ana": DeveloperId(1), "ben": DeveloperId(2)}


def test_declared_owners__rank_by_files_then_by_declaration() -> None:
    method = DeclaredOwners(OWNERS, PEOPLE)
    assert method.rank(question(1, by=9, paths=["src/a.py"])) == [2, 1]
    assert method.rank(question(1, by=9, paths=["src/a.py", "README.md"])) == [1, 2]


def test_declared_owners__leave_out_the_author_and_who_is_no_single_person() -> None:
    assert DeclaredOwners(OWNERS, PEOPLE).rank(question(1, by=1, paths=["src/a.py"])) == [2]
    assert DeclaredOwners(OWNERS, {}).rank(question(1, by=1, paths=["src/a.py"])) == []
