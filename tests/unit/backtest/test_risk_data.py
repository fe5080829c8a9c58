"""Are the published tables of a history read as the history they are about?"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from teammemory_bot.backtest.risk import judged
from teammemory_bot.backtest.risk_data import BadRiskData, RiskTables, read_changes, read_links
from teammemory_bot.backtest.szz import Induced
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.risk_history import StepFile

TABLES = {
    "commits": """seq,commit,time,author,is_fix,is_revert
0,aaaaaaaaaaaa,100,0,0,0
1,bbbbbbbbbbbb,90,1,1,1
""",
    "commit_files": """seq,file_id,additions,deletions,lines_before,status,kind,logic_added
0,0,10,0,0,1,1,3
0,1,5,0,0,1,2,0
1,0,0,4,10,0,1,0
""",
    "paths": """file_id,last_path
0,src/a.py
1,tests/test_a.py
""",
    "szz": """fix_seq,inducing_seq,file_id,lines
1,0,0,4
""",
}


def written(folder: Path, tables: Mapping[str, str] = TABLES, *, name: str = "x") -> Path:
    for table, text in tables.items():
        (folder / f"{name}_{table}.csv").write_text(text, encoding="utf-8")
    return folder


def test_risk_data__joins_the_tables(tmp_path: Path) -> None:
    tables = RiskTables.find(written(tmp_path))
    changes = read_changes(tables)
    first, second = changes
    assert (first.seq, first.at, first.author, first.is_fix) == (0, 100, 0, False)
    assert (second.sha, second.is_fix, second.is_revert) == ("bbbbbbbbbbbb", True, True)
    assert second.at == 100  # a change is not dated before the one it was built on
    assert first.files == (
        StepFile(0, "src/a.py", FileKind.SOURCE, "A", 10, 0, 3),
        StepFile(1, "tests/test_a.py", FileKind.TEST, "A", 5, 0, 0),
    )
    assert second.source_files[0].status == "M"
    links = read_links(tables, changes)
    assert links == (Induced(fix=1, writer=0, file=0, lines=4),)
    assert judged(changes, links).landed == 2


def test_risk_data__reads_gzip_too(tmp_path: Path) -> None:
    plain = read_changes(RiskTables.find(written(tmp_path)))
    for file in list(tmp_path.iterdir()):
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    assert read_changes(RiskTables.find(tmp_path)) == plain


def test_risk_data__asks_which_of_several_histories_is_meant(tmp_path: Path) -> None:
    written(written(tmp_path), {"commits": TABLES["commits"]}, name="y")
    assert RiskTables.find(tmp_path / "y").name == "y"
    with pytest.raises(BadRiskData, match=r"holds x, y; name one of them, as in .*/x;"):
        RiskTables.find(tmp_path)
    with pytest.raises(BadRiskData, match="holds x, y and no z"):
        RiskTables.find(tmp_path / "z")
    with pytest.raises(BadRiskData, match="holds no table"):
        RiskTables.find(tmp_path / "none" / "x")


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("commits", "2,cc,soon,0,0,0", "x_commits.csv, line 4: not a row of this table"),
        ("commits", "2,cc", "x_commits.csv, line 4: not a row"),
        ("commit_files", "1,9,0,0,0,0,1,0", "x_commit_files.csv, line 5: '9' is missing or not"),
        ("commit_files", "1,0,0,0,0,0,7,0", "x_commit_files.csv, line 5: '7' is missing or not"),
        ("szz", "1,8,0,4", "x_szz.csv, line 3: not a row of this table (there is no change 8)"),
    ],
)
def test_risk_data__names_the_line_that_is_wrong(
    tmp_path: Path, table: str, row: str, said: str
) -> None:
    tables = RiskTables.find(written(tmp_path, {**TABLES, table: f"{TABLES[table]}{row}\n"}))
    with pytest.raises(BadRiskData, match=re.escape(said)):
        read_links(tables, read_changes(tables))


def test_risk_data__names_the_column_and_the_table_that_are_missing(tmp_path: Path) -> None:
    tables = RiskTables.find(written(tmp_path, {**TABLES, "paths": "file_id,path\n0,a.py\n"}))
    with pytest.raises(BadRiskData, match=r"x_paths\.csv, line 2: 'last_path' is missing"):
        read_changes(tables)
    (tmp_path / "x_paths.csv").unlink()
    with pytest.raises(BadRiskData, match=r"x_paths\.csv.*: cannot be read \(No such file"):
        read_changes(tables)


def test_risk_data__says_so_when_a_table_is_cut_off(tmp_path: Path) -> None:
    tables = RiskTables.find(written(tmp_path))
    whole = gzip.compress(TABLES["commits"].encode())
    tables.file("commits").write_bytes(whole[:-9])
    with pytest.raises(BadRiskData, match=r"x_commits\.csv: the compressed data is damaged"):
        read_changes(tables)
