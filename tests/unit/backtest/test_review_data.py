from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from teammemory_bot.backtest.review_data import BadReviewData, read_review_data

EARLY = {
    "id": "1",
    "created_at": "2024-01-01T00:00:00Z",
    "author": "zoe",
    "reviewers": ["zoe", "adam", "mia", "adam"],
    "title": "First",
    "n_files": 3,
    "files": ["a.py", "b.py"],
    "churn": [1, None],
}
LATE = {
    **EARLY,
    "id": "2",
    "created_at": "2024-01-02T01:00:00+01:00",
    "author": None,
    "title": None,
}


def written(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "data.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_read_review_data__puts_changes_in_time_order_and_people_in_name_order(
    tmp_path: Path,
) -> None:
    history = read_review_data(written(tmp_path, LATE, EARLY))
    assert [change.at for change in history.changes] == [1704067200, 1704153600]
    assert history.handles == {0: "adam", 1: "mia", 2: "zoe"}
    first, second = history.changes
    assert (first.author, first.reviewers) == (2, (0, 1))  # the author is no reviewer, nobody twice
    assert (second.author, second.reviewers, second.title) == (None, (0, 1, 2), "")
    assert (first.n_files, first.files, first.churn) == (3, ("a.py", "b.py"), (1, None))


def test_read_review_data__reads_gzip_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, EARLY)
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert len(read_review_data(path).changes) == 1


def test_read_review_data__needs_only_time_and_what_is_known(tmp_path: Path) -> None:
    history = read_review_data(written(tmp_path, {"created_at": "2024-01-01T00:00:00Z"}))
    (change,) = history.changes
    assert (change.author, change.reviewers, change.n_files, change.churn) == (None, (), 0, ())


@pytest.mark.parametrize(
    "line",
    [
        ["not", "an", "object"],
        {"author": "zoe"},
        {**EARLY, "created_at": "yesterday"},
        {**EARLY, "reviewers": "adam"},
        {**EARLY, "files": [1]},
        {**EARLY, "author": 7},
        {**EARLY, "n_files": []},
    ],
)
def test_read_review_data__names_the_line_that_is_wrong(tmp_path: Path, line: object) -> None:
    with pytest.raises(BadReviewData, match=r"data\.jsonl, line 2: not a change .*docs/"):
        read_review_data(written(tmp_path, EARLY, line))


def test_read_review_data__names_a_line_that_is_not_json(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text("{}x", encoding="utf-8")
    with pytest.raises(BadReviewData, match="line 1"):
        read_review_data(path)


def test_read_review_data__says_so_when_the_archive_is_cut_off(tmp_path: Path) -> None:
    path = written(tmp_path, *[EARLY] * 50)
    path.write_bytes(gzip.compress(path.read_bytes())[:-20])
    with pytest.raises(BadReviewData, match="cut off"):
        read_review_data(path)


def test_read_review_data__says_so_when_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadReviewData, match="No such file"):
        read_review_data(tmp_path / "none.jsonl.gz")
