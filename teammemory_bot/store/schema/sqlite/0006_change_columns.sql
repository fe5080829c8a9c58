-- Who wrote and reviewed which change, packed in blocks of 1,024 changes (store/change_columns.py): read
-- row by row, twenty thousand changes take longer than a suggestion may. Made of other tables; the fact
-- `packed_changes` says how many changes, from the first on, stand here as those tables have them.
CREATE TABLE change_columns (
  block INTEGER PRIMARY KEY,
  landed BLOB NOT NULL,         -- when: UTC seconds, eight bytes each
  n_files BLOB NOT NULL,        -- four bytes each, as all that follow
  authors BLOB NOT NULL,        -- developers: as an API tells, else as git does
  n_reviewers BLOB NOT NULL,
  reviewers BLOB NOT NULL,      -- developers, by change and number; no author of the change itself
  people BLOB NOT NULL,         -- everybody who had a hand in one of up to 200 files,
  newest BLOB NOT NULL          -- and the newest of each
);

-- The same by person.
CREATE TABLE change_people (
  role INTEGER NOT NULL,        -- 1 wrote, 2 reviewed
  developer_id INTEGER NOT NULL,
  block INTEGER NOT NULL,
  changes BLOB NOT NULL,        -- numbers of changes, ascending
  PRIMARY KEY (role, developer_id, block)
) WITHOUT ROWID;
CREATE INDEX change_people_of_block ON change_people (block);

-- What whole blocks weigh for each person, decayed to when the block's last change landed: of all changes
-- together, and of the words and directories that many of a block have (store/change_sums.py).
CREATE TABLE change_sums (
  word TEXT NOT NULL,           -- as in `change_words`; empty: all changes
  signal TEXT NOT NULL,         -- which kind of evidence
  block INTEGER NOT NULL,
  people BLOB NOT NULL,         -- developers, four bytes each
  masses BLOB NOT NULL,         -- eight bytes each, floating, in the order of the people
  PRIMARY KEY (word, signal, block)
) WITHOUT ROWID;
CREATE INDEX change_sums_of_block ON change_sums (block);
