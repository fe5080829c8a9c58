"""Does the replay judge as its protocol says, and never by what came later?"""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from teammemory_bot.backtest.co_change import replay_co_changes
from teammemory_bot.backtest.patch_log import ChangePatch
from teammemory_bot.backtest.risk import replay_risk
from teammemory_bot.backtest.risk_changes import replay_changes
from teammemory_bot.backtest.risk_files import cutoffs_of, replay_files
from teammemory_bot.backtest.risk_ledger import RiskLedger
from teammemory_bot.backtest.risk_report import (
    chart_svg,
    co_change_chart_svg,
    co_change_json_text,
    co_change_table_markdown,
    co_change_table_text,
    json_text,
    table_markdown,
    table_text,
)
from teammemory_bot.backtest.szz import Induced, induced_links, within_a_year
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, Sha, path_to_bytes
from teammemory_bot.domain.risk_history import HistoryStep, StepFile
from teammemory_bot.plumbing.patch import FilePatch, Hunk
from teammemory_bot.support.clock import SECONDS_PER_DAY

DAY = SECONDS_PER_DAY


def landed(seq: int, day: int, *files: StepFile, **more: bool | tuple[int, ...]) -> HistoryStep:
    sha = Sha(f"{seq:040x}")
    return HistoryStep(seq=seq, sha=sha, at=day * DAY, author=seq % 3, files=files, **more)  # type: ignore[arg-type]


def source(
    file: int,
    *,
    added: int = 10,
    deleted: int = 0,
    tokens: int = 1,
    status: str = "M",
    kind: FileKind = FileKind.SOURCE,
) -> StepFile:
    return StepFile(file, RepoPath(f"f{file}.py"), kind, status, added, deleted, tokens)


def test_ledger__counts_fixes_of_1_to_15_source_files() -> None:
    ledger = RiskLedger()
    ledger.learn(landed(0, 0, *map(source, range(16)), is_fix=True))
    ledger.learn(landed(1, 1, *map(source, range(15)), is_fix=True))
    assert len(ledger.record(3).fix_times) == 1
    assert ledger.record(15).fix_times == []
    assert ledger.record(3).heat(DAY).fixes == 1.0


def test_ledger__leaves_sweeps_out_of_the_changes() -> None:
    ledger = RiskLedger()
    ledger.learn(landed(0, 0, *map(source, range(41))))
    ledger.learn(landed(1, 1, *map(source, range(40))))
    assert ledger.record(3).change_times == [DAY]
    assert ledger.record(3).lines == 20


def test_ledger__knows_what_lives() -> None:
    ledger = RiskLedger()
    ledger.learn(
        landed(0, 0, source(1), source(2), source(3, kind=FileKind.TEST), source(4, added=0))
    )
    ledger.learn(landed(1, 1, source(2, status="D", added=0, deleted=10)))
    assert [file for file, _ in ledger.living_source()] == [1]


def test_cutoffs__every_half_year_backwards_after_two_years() -> None:
    changes = [landed(0, 0, source(1)), landed(1, 2_000, source(1))]
    moments = cutoffs_of(changes)
    assert moments[-1] == 1_820 * DAY
    assert {later - earlier for earlier, later in pairwise(moments)} == {365 * DAY // 2}
    assert moments[0] >= 730 * DAY
    assert cutoffs_of([]) == []


def test_replay_files__asks_before_the_fixes_it_judges_by() -> None:
    """Ten files that are changed often are fixed after the cut-off; ten quiet ones are not."""
    changes = [landed(0, 0, *map(source, range(20)))]
    for day in range(900, 1_000, 5):
        changes.append(landed(len(changes), day, *map(source, range(10))))
    for file in range(10):
        changes.append(landed(len(changes), 1_010 + file, source(file), is_fix=True))
    changes.append(landed(len(changes), 1_185, source(19)))
    judged, scores = replay_files(changes)
    assert judged == 1
    assert scores["evidence"].as_json() == {"auc": 1.0, "p20": 0.5}
    assert scores["bugspots"].as_json()["auc"] == 0.5


def replayed(*changes: HistoryStep) -> list[ChangePatch]:
    """Return patches that write and delete as the changes say, at the end of each file."""
    length: dict[int, int] = {}
    patches = []
    for change in changes:
        patch = ChangePatch(change.sha)
        for file in change.files:
            before = length.get(file.file, 0)
            deleted, added = file.deleted or 0, file.added or 0
            text = [f"line {number}".encode() for number in range(deleted)]
            name = path_to_bytes(file.path)
            old = name if file.status != "A" else None
            new = name if file.status != "D" else None
            first = before - deleted + 1
            hunk = Hunk(first, text, first, [b"x"] * added)
            patch.files.append(FilePatch(old_path=old, new_path=new, hunks=[hunk]))
            length[file.file] = before - deleted + added
        patches.append(patch)
    return patches


def test_induced_links__blame_the_last_writer() -> None:
    changes = [
        landed(0, 0, source(1, status="A", added=5)),
        landed(1, 1, source(1, added=3)),
        landed(2, 2, source(1, added=1, deleted=4), is_fix=True),
    ]
    assert induced_links(changes, replayed(*changes)) == [
        Induced(fix=2, writer=0, file=1, lines=1),
        Induced(fix=2, writer=1, file=1, lines=3),
    ]


def test_induced_links__leave_out_tests_wide_fixes_and_large_ones() -> None:
    test_file = source(2, status="A", kind=FileKind.TEST)
    first = landed(0, 0, *[source(n, status="A", added=300) for n in range(20, 36)], test_file)
    test_fix = source(2, added=0, deleted=5, kind=FileKind.TEST)
    wide = [source(n, added=0, deleted=1) for n in range(20, 36)]
    changes = [
        first,
        landed(1, 1, test_fix, is_fix=True),
        landed(2, 2, *wide, is_fix=True),
        landed(3, 3, source(20, added=0, deleted=201), is_fix=True),
        landed(4, 4, source(21, added=0, deleted=200), is_fix=True),
    ]
    links = induced_links(changes, replayed(*changes))
    assert links == [Induced(fix=4, writer=0, file=21, lines=200)]


def test_induced_links__refuse_patches_of_another_history() -> None:
    changes = [landed(0, 0, source(1, status="A"))]
    with pytest.raises(ValueError, match="is not that of"):
        induced_links(changes, [ChangePatch("f" * 40)])


def test_within_a_year__drops_late_fixes_and_adds_what_was_taken_back() -> None:
    changes = [
        landed(0, 0, source(1)),
        landed(1, 365, source(1), is_fix=True),
        landed(2, 366, source(1), is_fix=True, takes_back=(0, 1)),
    ]
    induced = within_a_year(changes, [Induced(1, 0, 1, 3), Induced(2, 0, 4, 3)])
    assert induced.files == {0: frozenset({1})}
    assert induced.taken_back == frozenset({1})
    assert induced.is_inducing(0)
    assert not induced.is_inducing(2)


def history() -> list[HistoryStep]:
    """Return five years in which large changes are always repaired, small ones never."""
    changes = [landed(0, 0, *[source(n, status="A", added=20) for n in range(8)])]
    for step in range(1, 120):
        day = step * 15
        large, small = step % 8, (step + 1) % 8
        files = (source(large, added=60, tokens=20), source(small, added=2, tokens=0))
        changes.append(landed(len(changes), day, *files))
        repair = source(large, added=5, deleted=5, tokens=2)
        changes.append(landed(len(changes), day + 1, repair, is_fix=True))
        changes.append(landed(len(changes), day + 2, source(small, added=1, tokens=0)))
    return changes


def test_replay_changes__drops_the_first_and_the_last_year() -> None:
    changes = [landed(n, n, source(1)) for n in range(1_000)]
    result = replay_changes(changes, within_a_year(changes, []))
    assert len(result.labels) == 1_000 - 365 - 365


def test_replay_changes__leaves_out_moves_and_removals() -> None:
    changes = [
        landed(0, 0, source(1)),
        landed(1, 400, *map(source, range(101))),
        landed(2, 401, source(1, status="D")),
        landed(3, 402, source(1)),
        landed(4, 800, source(1)),
    ]
    assert len(replay_changes(changes, within_a_year(changes, [])).labels) == 1


def test_replay_risk__tells_large_changes_from_small_ones() -> None:
    changes = history()
    result = replay_risk(changes, replayed(*changes))
    assert result.changes["evidence"]["auc"] == 1.0
    assert result.changes["random"]["auc"] == 0.5
    assert result.in_change["evidence"]["top1"] == 1.0
    assert result.in_change["random"]["top1"] == 0.5
    assert 0 < result.inducing < result.evaluated < result.landed


def test_replay_risk__is_the_same_bytes_twice() -> None:
    changes = history()
    once, again = (replay_risk(changes, replayed(*changes)) for _ in range(2))
    for show in (json_text, table_text, table_markdown, chart_svg):
        assert show(once) == show(again)
    figures = json.loads(json_text(once))
    assert figures["files"].keys() == {"evidence", "classic", "loc", "churn", "bugspots", "hotspot"}
    assert "evidence" in table_text(once)


def test_replay_risk__of_a_young_history_says_nothing() -> None:
    changes = history()[:3]
    result = replay_risk(changes, replayed(*changes))
    assert result.evaluated == result.cutoffs == 0
    assert result.changes["evidence"] == {"auc": None}
    assert "-" in table_text(result)
    assert replay_risk([], []).landed == 0


def pairs() -> list[HistoryStep]:
    """Return three years in which 1 always changes with 2; once, at the end, it does not."""
    changes = [landed(n, n * 10, source(1), source(2)) for n in range(110)]
    return [*changes, landed(110, 1_100, source(1)), landed(111, 1_101, source(3))]


def test_replay_co_changes__counts_right_and_false_questions() -> None:
    score = replay_co_changes(pairs())["p>=0.6"]
    asked = 110 - 37  # after the first year
    assert (score.left_out, score.named, score.right) == (2 * asked, 2 * asked, 2 * asked)
    assert (score.whole, score.spoke) == (asked + 2, 1)
    assert score.as_json() == {"precision": 1.0, "recall": 1.0, "speaks": round(1 / 75, 6)}


def test_replay_co_changes__leaves_vendored_files_out() -> None:
    changes = [landed(n, n * 10, source(1), source(2, kind=FileKind.VENDORED)) for n in range(110)]
    assert replay_co_changes(changes)["p>=0.6"].named == 0


def test_replay_co_changes__the_product_asks_for_no_source_when_only_tests_change() -> None:
    tests = FileKind.TEST
    changes = [landed(n, n * 10, source(1), source(2, kind=tests)) for n in range(110)]
    changes += [landed(110, 1_100, source(2, kind=tests)), landed(111, 1_101, source(1))]
    scores = replay_co_changes(changes)
    assert scores["p>=0.6"].spoke == 2
    assert scores["asked"].spoke == 1
    assert scores["asked"].named == scores["p>=0.6"].named / 2


def test_co_change_report__shows_each_rule() -> None:
    scores = replay_co_changes(pairs())
    assert json.loads(co_change_json_text(scores))["p>=0.6"]["precision"] == 1.0
    for show in (co_change_table_text, co_change_table_markdown, co_change_chart_svg):
        assert "100.0 %" in show(scores)
    assert "- " in co_change_table_text(replay_co_changes([]))
