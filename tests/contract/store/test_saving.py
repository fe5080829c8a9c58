"""Does the memory depend on what it was told, and on nothing else: not how often, not in which order?"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teammemory_bot.domain.identity import IssueKey, PullNumber
from teammemory_bot.domain.records import (
    ApiRecord,
    Batch,
    BodyState,
    IssueRecord,
    PullRequestRecord,
)
from teammemory_bot.ingest import git_history
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.own_repository import open_own_repository
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.memory_rows import Rows, exact_but_numbers, facts_of, rows_of, tables
from testing.other_writer import ABOUT
from testing.postgres import drop_memories, schemas_of
from testing.repo_builder import RepoBuilder
from testing.rich_memory import rich_records
from tests.contract.store.conftest import Place


@pytest.fixture(scope="session")
def told(rich_repo: RepoBuilder) -> list[ApiRecord]:
    """Everything that APIs tell of the repository, some of it in several states and in part only."""
    records = rich_records(rich_repo.git("rev-list", "--first-parent", "HEAD").split())
    newer = [newer for record in records if (newer := _newer(record)) is not None]
    pulls = [record for record in [*records, *newer] if isinstance(record, PullRequestRecord)]
    return [*records, *newer, *itertools.chain.from_iterable(map(_in_part, pulls))]


@pytest.fixture(scope="session")
def history(rich_repo: RepoBuilder) -> Batch:
    """The repository's whole history."""
    with open_own_repository(find_checkout(rich_repo.path)) as own:
        (batch,) = git_history.fetch(own, rich_repo.head(), counted_since=0)
    return batch


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """One memory for many examples: each empties it."""
    identity = replace(ABOUT, branch="permuted")
    with ExitStack() as stack:
        place: Place = tmp_path_factory.mktemp("permuted") / "memory.sqlite"
        if request.param == "postgres":
            place = request.getfixturevalue("postgres")
            stack.callback(drop_memories, place, but=schemas_of(str(place)))
        yield stack.enter_context(Store.open(place, identity))


def test_records__saved_twice_are_saved_once(place: Place, told: list[ApiRecord]) -> None:
    with Store.open(place, ABOUT) as store:
        store.save(Batch(source="api", records=tuple(told)))
        once = rows_of(store.database)
        store.save(Batch(source="api", records=tuple(told)))
        assert _differences(rows_of(store.database), once) == ""


def test_pull_request__keeps_what_a_newer_record_does_not_carry(
    place: Place, told: list[ApiRecord]
) -> None:
    full = next(record for record in told if isinstance(record, PullRequestRecord) and record.files)
    listed, _ = _in_part(full)
    with Store.open(place, ABOUT) as store:
        store.save(Batch(source="api", records=(listed,)))
        store.save(Batch(source="api", records=(full,)))
        memory = rows_of(store.database)
        (title,) = [t for (t,) in store.database.execute("SELECT title FROM pull_requests")]
        assert title == listed.title
        assert len(memory["pr_files"]) == len(full.files or ())
        assert len(memory["pr_commits"]) == len(full.commits or ())


def test_history__read_twice_is_read_once(place: Place, rich_repo: RepoBuilder) -> None:
    with remember(rich_repo, place) as store:
        once = rows_of(store.database)
    with remember(rich_repo, place) as store:
        assert _differences(rows_of(store.database), once) == ""


def test_history__delivered_twice_is_saved_once(place: Place, history: Batch) -> None:
    with Store.open(place, ABOUT) as store:
        store.save(history)
        once = rows_of(store.database)
        store.save(history)
        assert _differences(rows_of(store.database), once) == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    places=st.lists(st.integers(0, 1_000), min_size=2, max_size=40, unique=True), seed=st.integers()
)
def test_records__make_the_same_memory_in_every_order_and_however_often(
    places: list[int], seed: int, store: Store, request: pytest.FixtureRequest
) -> None:
    # Not arguments: hypothesis would write out all of them.
    told = request.getfixturevalue("told")
    history = request.getfixturevalue("history")
    some = [told[place] for place in dict.fromkeys(place % len(told) for place in places)]
    straight = [Batch(source="api", records=tuple(some)), history]
    expected, expected_answers = _told(store, straight)
    found, answers = _told(store, _stirred(some, history, random.Random(seed)))  # noqa: S311  # an order, no secret
    assert _differences(found, expected) == ""
    assert answers == expected_answers


def _stirred(records: list[ApiRecord], history: Batch, chance: random.Random) -> list[Batch]:
    """Return the same in another order and other batches, some of it twice, the history anywhere."""
    again = chance.choices(records, k=chance.randint(0, 10))
    order = chance.sample([*records, *again], len(records) + len(again))
    cuts = sorted(chance.sample(range(len(order)), min(3, len(order))))
    parts = [order[a:b] for a, b in itertools.pairwise([0, *cuts, len(order)])]
    batches = [Batch(source="api", records=tuple(part)) for part in parts]
    batches.insert(chance.randint(0, len(batches)), history)
    return batches


def _told(store: Store, batches: Sequence[Batch]) -> tuple[Rows, list[str]]:
    """Return what an empty memory holds and answers after these batches."""
    with store.writing():
        with store.database.transaction():
            for table in tables():
                store.database.execute(f"DELETE FROM {table}")  # noqa: S608  # our names
        store.drop_caches()
        for batch in batches:
            store.save(batch)
        store.settle_identities()
    memory = store.memory_at()
    answers = [
        exact_but_numbers((
            memory.reviewers_of_pull(PullNumber(number)),
            memory.commenters_of_issue(IssueKey(f"PROJ-{number}"), until=1 << 40),
            memory.pulls_naming(IssueKey(f"PROJ-{number}"), until=1 << 40),
            memory.issues_of_pull(PullNumber(number)),
        ))
        for number in range(1, 13)
    ]  # fmt: skip
    return facts_of(store.database), answers


def _newer(record: ApiRecord) -> ApiRecord | None:
    """Return the same record after somebody changed it."""
    if isinstance(record, PullRequestRecord) and record.number % 2:
        return replace(
            record, title=f"{record.title}, again", updated_at=record.updated_at + 60, labels=()
        )
    if isinstance(record, IssueRecord) and record.key.endswith("2"):
        return replace(record, updated_at=record.updated_at + 60, type=None)
    if isinstance(record, IssueRecord) and record.assignee is not None:
        return replace(record, status="Done", updated_at=record.updated_at + 60, assignee=None)
    return None


def _in_part(pull: PullRequestRecord) -> Iterator[PullRequestRecord]:
    """Yield later states of a pull request as exports carry them: without much of it."""
    yield replace(
        pull,
        title=f"{pull.title}, listed",
        updated_at=pull.updated_at + 20,
        body_state=BodyState.UNKNOWN,
        merged_by=None,
        head_sha=None,
        merge_commit_sha=None,
        n_files=None,
        files=None,
        commits=None,
        issues=pull.issues[:1],
    )
    yield replace(
        pull,
        updated_at=pull.updated_at + 40,
        author=None,
        labels=("elsewhere",),
        files=None,
        commits=(),
        untold=frozenset(("author", "labels", "base_branch", "is_draft")),
    )


def _differences(found: Rows, expected: Rows) -> str:
    """Return the rows too many and the rows too few, a line each; empty: there are none."""
    lines = [
        f"{table}: {word} {row}"
        for table, rows in found.items()
        for word, some, others in (
            ("too many", rows, expected[table]),
            ("missing", expected[table], rows),
        )
        for row in some
        if row not in others
    ]
    return "\n".join(lines)
