"""Does each question to the memory get the same answer on SQLite and on PostgreSQL, to the byte?

A question is asked the moment it is written. What it needs is found by its signature.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.identity import IssueKey, PullNumber, RepoPath
from teammemory_bot.domain.questions.routing import EvidenceKeys
from teammemory_bot.domain.records import Tracker
from teammemory_bot.store.memory import StoredMemory
from testing.combinations import spread
from testing.memory_rows import exact
from testing.repo_builder import FIRST_TIME, HOUR
from testing.rich_memory import AMY, LAST_PULL, LONG_PATH, PEOPLE
from tests.contract.store.conftest import Both

PLUMBING: Final = frozenset(("rows", "file_ids"))
MOST_TRIES: Final = 60
NOTHING: Final = {exact(nothing) for nothing in (None, False, 0, (), [], {}, frozenset())}
PATHS: Final = tuple(map(RepoPath, (
    "src/Zed.py", "src/amy.py", "src/core/amy.py", "src/ümlaut.py", "src/100%.py", LONG_PATH, "new.py",
)))  # fmt: skip
KEYS: Final = EvidenceKeys(
    title_words=("case", "break", "old"),
    path_words=("amy", "zed", "ümlaut"),
    directories=("src/", "src/core/", "tests/"),
    files=(1, 2, 3, PATHS[-1]),
)

BY_NAME: Final[dict[str, tuple[Any, ...]]] = {
    "last": (3, 1_000),
    "least_recent": (1, 10),
    "limit": (None, 2),
    "max_files": (1, 100),
    "most": (2, 1_000),
    "most_recent": (2, 100),
    "most_steps": (5, 10_000),
    "number": (1, 2, 3),
    "project": ("PROJ", "", "NO"),
    "recent_since": (0, FIRST_TIME + 30 * HOUR),
    "seq": (-1, 0, 7, 19, 1_000),
    "since": (0, FIRST_TIME + 20 * HOUR, 1 << 40),
    "until": (0, FIRST_TIME + 20 * HOUR, 1 << 40),
}
BY_TYPE: Final[dict[str, tuple[Any, ...]]] = {
    "DeveloperId": tuple(range(1, 8)),
    "EvidenceKeys": (KEYS, EvidenceKeys()),
    "FileId": tuple(range(1, 20)),
    "Identity": tuple(Identity(who.name, who.email) for who in PEOPLE),
    "IssueKey": ("PROJ-1", "PROJ-2", "PROJ-7", "#3", "NO-1"),
    "Iterable[FileId]": ((3, 1, 2, 999), ()),
    "Iterable[RepoPath]": (PATHS, ()),
    "Iterable[int]": ((4, 2, 1, 99, int(LAST_PULL)), ()),
    "PullNumber": (PullNumber(1), PullNumber(2), PullNumber(4), PullNumber(90), LAST_PULL),
    "RepoPath": PATHS,
    "Tracker": tuple(Tracker),
}


def _questions() -> dict[str, Callable[..., Any]]:
    found = inspect.getmembers(StoredMemory, inspect.isfunction)
    return {name: each for name, each in found if not name.startswith("_") and name not in PLUMBING}


QUESTIONS: Final = _questions()


@pytest.mark.parametrize("name", QUESTIONS)
def test_question__is_answered_alike_on_both(name: str, both: Both) -> None:
    answers = set()
    for seq in (None, 12):
        ours, theirs = both.sqlite.memory_at(seq), both.postgres.memory_at(seq)
        for arguments in _tries(name, ours):
            answer = _asked(ours, name, arguments)
            assert _asked(theirs, name, arguments) == answer, f"{name} of {arguments}"
            answers.add(answer)
    assert answers - NOTHING, f"{name} finds nothing here: give testing/rich_memory.py something"


def test_question__comes_in_the_order_of_bytes_and_not_of_a_language(both: Both) -> None:
    """In every language but bytes `amy` comes before `Zed`."""
    for store in both:
        paths = [path for path, _ in store.memory_at().paths_of_issue(IssueKey("PROJ-2"))]
        assert paths == sorted(paths)
        assert {"src/Zed.py", "src/amy.py"} <= set(paths)


def test_question__knows_everybody_by_their_own_letters(both: Both) -> None:
    for store in both:
        memory = store.memory_at()
        amy = memory.developer_of(Identity(AMY.name, AMY.email))
        assert amy is not None
        assert (amy.name, amy.login) == ("amy Öz", "amy-oz")


def _asked(memory: StoredMemory, name: str, arguments: dict[str, Any]) -> str:
    answer = getattr(memory, name)(**arguments)
    if "in no order" in (inspect.getdoc(QUESTIONS[name]) or ""):
        answer = sorted(answer, key=exact)
    return exact(answer)


def _tries(name: str, memory: StoredMemory) -> Iterator[dict[str, Any]]:
    parameters = list(inspect.signature(QUESTIONS[name]).parameters.values())[1:]
    values = {each.name: _values(name, each, memory) for each in parameters}
    return spread(values, most=MOST_TRIES)


def _values(question: str, parameter: inspect.Parameter, memory: StoredMemory) -> tuple[Any, ...]:
    kind = str(parameter.annotation)
    if kind == "Sha":
        commits = [memory.change_at(seq) for seq in (0, 5, 15)]
        return (*(commit.sha for commit in commits if commit is not None), "0" * 40)
    found = BY_TYPE.get(kind) or BY_NAME.get(parameter.name)
    assert found, f"{question}: say in {__name__} which values {parameter} may take"
    return found
