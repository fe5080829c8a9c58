"""Is the comment the same to the byte, whatever the hash seed, the locale and the time zone?"""

from __future__ import annotations

import random

import pytest

from testing.command_line import teammemory
from testing.rich_memory import rich_history

ZONES = ("UTC", "Asia/Tokyo", "America/Lima", "CHAST-12:45CHADT,M9.5.0/2:45,M4.1.0/3:45")
LOCALES = ("C", "C.UTF-8", "POSIX", "de_DE.UTF-8", "tr_TR.UTF-8")


@pytest.mark.parametrize("times", [3, pytest.param(100, marks=pytest.mark.prove)])
def test_review__again_and_again__is_byte_identical(tmp_path, times):
    repo = rich_history(tmp_path / "repo")
    chance = random.Random(times)  # noqa: S311  # surroundings, no secret
    said = set()
    for number in range(times):
        # Every tenth from nothing, the others from a memory that others have used.
        memory = tmp_path / f"memory-{number // 10}.sqlite"
        where = chance.choice(LOCALES)
        ended = teammemory(
            *("--repo", repo.path, "--memory", memory, "review", "--format", "markdown"),
            environ={
                "PYTHONHASHSEED": str(chance.randrange(2**32)),
                "TZ": chance.choice(ZONES),
                "LC_ALL": where,
                "LANG": where,
            },
        )
        assert ended.code == 0, ended.err
        said.add(ended.out)
    assert len(said) == 1
