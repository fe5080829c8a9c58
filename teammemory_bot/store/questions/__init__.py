"""What can the memory be asked? One file a family of questions.

How to add a family `<name>`:

1. `domain/questions/<name>.py`: a Protocol with the questions and the frozen values they return.
   `domain/ports.py`: `Memory` inherits the Protocol.
2. `store/sql/<name>.sql`: the named statements. Portable, bound parameters (`:seq`), a total
   `ORDER BY`, rows of integers and text; no floats, no clock. `change.seq <= :seq` in each, since
   a memory answers as of one change. Compare text with `=`, and sort it in Python where its order
   shows (databases sort text differently).
3. `store/questions/<name>.py`: a mixin `class <Name>Questions(Asked)` whose methods call
   `self.rows("<name>.<statement>", ...)` and build the values. `store/memory.py`: `StoredMemory`
   inherits the mixin.

`history` is the example. Lists of values go in as JSON text (`json_list`), since the number of
bound parameters is limited: SQLite reads it with `json_each`, so such statements stand in a
temporary table instead: `self.with_files(...)` fills `asked_files (file_id, path)` for the
statements that join it.
"""

from __future__ import annotations
