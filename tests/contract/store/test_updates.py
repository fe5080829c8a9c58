"""Does an update, which reads only what it needs of the memory, leave what a first reading leaves?"""

from __future__ import annotations

from pathlib import Path

from teammemory_bot.store.database import MOST_AT_ONCE
from testing.memory_builder import remember
from testing.memory_rows import rows_of
from testing.repo_builder import RepoBuilder
from tests.contract.store.conftest import Place


def test_update__of_very_many_paths_equals_a_first_reading(place: Place, tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    names = [f"src/{n:04}.py" for n in range(MOST_AT_ONCE + 50)]
    keys = " ".join(f"PROJ-{n}" for n in range(1, 40))
    repo.commit({name: f"{name}\n" for name in names}, subject=f"Begin {keys}")
    repo.rename(names[0], "lib/moved.py")
    with remember(repo, place):
        pass
    repo.commit(dict.fromkeys(names[1:], "changed\n"), subject=f"Change all {keys} NEW-1")
    repo.rename("lib/moved.py", "lib/again.py")
    repo.rename(names[1], names[0])
    repo.commit({names[2]: None, "lib/moved.py": "another\n"}, subject="Remove PROJ-3")
    with remember(repo, place) as store:
        updated = rows_of(store.database)
        by_path = dict(store.database.execute("SELECT path, file_id FROM paths"))
    assert by_path["lib/again.py"] != by_path["lib/moved.py"]
    with remember(repo, tmp_path / "fresh.sqlite") as store:
        assert rows_of(store.database) == updated
