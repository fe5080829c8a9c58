"""Are the published tables of a history read as the history they are about?"""

from __future__ import annotations

import gzip
from pathlib import Path

from teammemory_bot.backtest.risk import judged
from teammemory_bot.backtest.risk_data import read_risk_data
from teammemory_bot.backtest.szz import Induced
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.risk_history import StepFile

TABLES = {
    "commits": """seq,commit,time,author,is_fix,is_revert
0,aaaaaaaaaaaa,100,0,0,0
1,bbbbbbbbbbbb,200,1,1,1
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


def test_read_risk_data__joins_the_tables(tmp_path: Path) -> None:
    for table, text in TABLES.items():
        with gzip.open(tmp_path / f"dev_x_{table}.csv.gz", "wt", encoding="utf-8") as file:
            file.write(text)
    data = read_risk_data(tmp_path, "dev_x")
    first, second = data.changes
    assert (first.seq, first.at, first.author, first.is_fix) == (0, 100, 0, False)
    assert (second.sha, second.is_fix, second.is_revert) == ("bbbbbbbbbbbb", True, True)
    assert first.files == (
        StepFile(0, "src/a.py", FileKind.SOURCE, "A", 10, 0, 3),
        StepFile(1, "tests/test_a.py", FileKind.TEST, "A", 5, 0, 0),
    )
    assert second.source_files[0].status == "M"
    assert data.links == (Induced(fix=1, writer=0, file=0, lines=4),)
    assert judged(data.changes, data.links).landed == 2
