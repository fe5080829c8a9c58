"""Is a block done whole or not at all, and does a writer learn of the others?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from teammemory_bot.store.database import Database
from teammemory_bot.store.store import RepositoryIdentity, Store
from testing.other_writer import ABOUT
from tests.contract.store.conftest import Place

COLUMNS = ("source", "name", "position")
ADD = "INSERT INTO cursors (source, name, position) VALUES (?, ?, ?)"


@pytest.fixture
def database(place: Place) -> Iterator[Database]:
    with Store.open(place, ABOUT) as store:
        yield store.database


def _names(database: Database) -> list[str]:
    return [name for (name,) in database.execute("SELECT name FROM cursors ORDER BY name")]


def _note(database: Database, *names: str) -> None:
    with database.transaction():
        database.many(ADD, [("git", name, "1") for name in names])


def _note_and_raise(failure: type[BaseException], database: Database) -> None:
    with database.transaction():
        database.execute(ADD, ("git", "b", "1"))
        assert _names(database) == ["a", "b"]
        raise failure


def _load_and_fail(database: Database) -> None:
    with database.writing(), database.loading():
        _note(database, "a")
        _ = 1 / 0


def test_block__that_ends_well_is_kept_and_seen_by_others(place: Place, database: Database) -> None:
    _note(database, "a", "b")
    assert _names(database) == ["a", "b"]
    with Store.open(place, ABOUT) as other:
        assert _names(other.database) == ["a", "b"]


@pytest.mark.parametrize("failure", [ZeroDivisionError, KeyboardInterrupt, GeneratorExit])
def test_block__that_fails_however_leaves_nothing_and_the_next_one_goes_on(
    database: Database, failure: type[BaseException]
) -> None:
    _note(database, "a")
    with pytest.raises(failure):
        _note_and_raise(failure, database)
    assert _names(database) == ["a"]
    _note(database, "c")
    assert _names(database) == ["a", "c"]


def test_block__with_a_statement_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        _note(database, "a", "a")
    assert _names(database) == []


def test_others__are_told_of_inside_the_first_transaction_after_them(
    place: Place, database: Database
) -> None:
    _note(database, "a")
    with Store.open(place, ABOUT) as other:
        _note(other.database, "b")
        with database.transaction():
            assert database.is_changed_by_others()
            assert _names(database) == ["a", "b"]
        with database.transaction():
            assert not database.is_changed_by_others()
            database.execute(ADD, ("git", "c", "1"))
        with other.database.transaction():
            assert other.database.is_changed_by_others()


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 100])
def test_rows__of_any_number_are_added_with_what_they_hold(database: Database, count: int) -> None:
    rows = [("it's ?", f"100 % {number:03}", "\t\\é'\n") for number in range(count)]
    with database.transaction():
        database.insert("cursors", COLUMNS, rows)
    assert sorted(database.execute("SELECT source, name, position FROM cursors")) == rows


def test_statement__takes_marks_of_parameters_and_none_in_a_text(database: Database) -> None:
    _note(database, "a", "b")
    asked = "SELECT name, '? 100 % it''s' FROM cursors WHERE name LIKE '%' AND name <> ?"
    assert list(database.execute(asked, ("a",))) == [("b", "? 100 % it's")]
    with database.transaction():
        assert list(database.execute("DELETE FROM cursors WHERE name = ?", ("a",))) == []
    assert _names(database) == ["b"]


def test_named_statement__is_asked_with_its_parameters(database: Database) -> None:
    _note(database, "a")
    assert database.ask("audit.cursors") == [("git", "a", "1")]
    assert database.ask("component.changes_of_author", author=1, seq=7, most=5) == [(0,)]


def test_sum__of_large_numbers_is_a_whole_number(database: Database) -> None:
    _note(database, "a", "b", "c")
    asked = "SELECT SUM(length(name) * 3000000000000000000) FROM cursors WHERE name < 'c'"
    ((total,),) = database.execute(asked)
    assert (total, type(total)) == (6 * 10**18, int)


def test_writing__keeps_transactions_that_ended_though_the_block_fails(
    place: Place, database: Database
) -> None:
    with pytest.raises(ZeroDivisionError):
        _load_and_fail(database)
    assert _names(database) == ["a"]
    with Store.open(place, ABOUT) as other:
        assert _names(other.database) == ["a"]


def test_compact__changes_no_row_and_may_be_followed_by_more(
    place: Place, database: Database
) -> None:
    _note(database, *"abc")
    with database.transaction():
        database.execute("DELETE FROM cursors WHERE name = 'b'")
    database.compact()
    _note(database, "d")
    with Store.open(place, RepositoryIdentity(roots=ABOUT.roots, branch="main")) as other:
        assert _names(other.database) == ["a", "c", "d"]
