"""Are the changes of a file, made of packed columns, what the rows say on both databases?"""

from __future__ import annotations

from teammemory_bot.domain.questions.risk import FileTouch
from teammemory_bot.domain.risk_history import FileId
from teammemory_bot.store.change_columns import change_marks, packed_changes, take_back_columns
from teammemory_bot.store.change_marks import ChangeMarks
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.repo_builder import RepoBuilder
from tests.contract.store.conftest import Both, Place

_JOINED = """
SELECT f.seq, h.at, h.author_id, d.is_bot, h.is_revert, h.n_source_files, SUM(f.added), SUM(f.deleted)
  FROM change_files AS f
  JOIN changes AS h ON h.seq = f.seq
  JOIN developers AS d ON d.id = h.author_id
 WHERE f.file_id = ? AND f.seq <= ?
 GROUP BY f.seq, h.at, h.author_id, d.is_bot, h.is_revert, h.n_source_files
 ORDER BY f.seq DESC
"""


def test_touches__are_what_the_rows_say_at_every_change(both: Both) -> None:
    for store in both:
        files = [file for (file,) in store.database.execute("SELECT id FROM files ORDER BY id")]
        for seq in range(-1, _newest(store) + 1):
            memory = store.memory_at(seq)
            for file in files:
                touches = memory.touches_of(file)
                rules = [memory.fix_rule_of(touch.seq) for touch in touches]
                assert [touch.fix_rule for touch in touches] == rules
                assert [_told(touch) for touch in touches] == _joined(store, file, seq)


def test_marks__are_the_same_packed_and_from_the_rows(place: Place, rich_repo: RepoBuilder) -> None:
    with remember(rich_repo, place) as store:
        newest = _newest(store)
        store.memory_at()
        assert packed_changes(store.database) == newest + 1
        packed = _marks_at_each(store)
        assert [len(marks.at) for marks in packed] == list(range(newest + 2))
        for first in (newest // 2, 0):
            with store.database.transaction():
                take_back_columns(store.database, first_seq=first)
            assert _marks_at_each(store) == packed


def _marks_at_each(store: Store) -> list[ChangeMarks]:
    return [change_marks(store.database, seq=seq) for seq in range(-1, _newest(store) + 1)]


def _newest(store: Store) -> int:
    newest = store.tip_seq()
    assert newest is not None
    return newest


def _told(touch: FileTouch) -> tuple[object, ...]:
    return tuple(value for name, value in touch._asdict().items() if name != "fix_rule")


def _joined(store: Store, file: FileId, seq: int) -> list[tuple[object, ...]]:
    return [tuple(row) for row in store.database.execute(_JOINED, (file, seq))]
