"""How is a statement written for psycopg, and what does the server's complaint become?"""

from __future__ import annotations

import psycopg
import pytest

from teammemory_bot.store.postgres import _Adapter, _in_psycopg_style, _lock_of, first_line


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT ?", "SELECT %s"),
        ("SELECT ?, '?' , ? % 2", "SELECT %s, '?' , %s %% 2"),
        ("SELECT 'it''s ?', ?", "SELECT 'it''s ?', %s"),
        ("SELECT '100 %', ''", "SELECT '100 %%', ''"),
        ("SELECT 'é'", "SELECT 'é'"),
    ],
)
def test_statement__has_psycopgs_marks_outside_of_texts(sql: str, expected: str) -> None:
    assert _in_psycopg_style(sql) == expected.encode()


def test_named_statement__has_psycopgs_names_and_doubled_signs_of_per_cent() -> None:
    sql = "SELECT a % 2 FROM b WHERE c LIKE '%' AND d = :d AND e = :e_2"
    expected = "SELECT a %% 2 FROM b WHERE c LIKE '%%' AND d = %(d)s AND e = %(e_2)s"
    assert _Adapter().process_sql("name", "", sql) == expected


def test_lock__is_a_number_of_63_bits_that_memories_do_not_share() -> None:
    locks = {_lock_of(f"teammemory_{number}") for number in range(200)}
    assert len(locks) == 200
    assert all(0 <= lock < 1 << 63 for lock in locks)
    assert max(locks) >= 1 << 62  # and none of the 63 bits is given away
    assert _lock_of("teammemory_é") == _lock_of("teammemory_é")


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (" connection refused\n\tIs the server running?\nHINT: x", "connection refused"),
        ("only one", "only one"),
        ("", "OperationalError"),
        (" \n", "OperationalError"),
    ],
)
def test_complaint__is_its_first_line_or_the_name_of_its_kind(message: str, line: str) -> None:
    assert first_line(psycopg.OperationalError(message)) == line
