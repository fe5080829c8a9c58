-- What touches of files want to know of their changes is packed beside who wrote and reviewed them
-- (store/change_marks.py). Made of other tables: what was packed is packed anew when somebody asks.
DROP TABLE change_columns;
CREATE TABLE change_columns (
  block INTEGER PRIMARY KEY,
  landed BLOB NOT NULL,          -- when: UTC seconds, eight bytes each
  n_files BLOB NOT NULL,         -- four bytes each, as all that follow but the last
  authors BLOB NOT NULL,         -- developers: as an API tells, else as git does
  n_reviewers BLOB NOT NULL,
  reviewers BLOB NOT NULL,       -- developers, by change and number; no author of the change itself
  people BLOB NOT NULL,          -- everybody who had a hand in one of up to 200 files,
  newest BLOB NOT NULL,          -- and the newest of each
  writers BLOB NOT NULL,         -- developers: as git tells
  n_source_files BLOB NOT NULL,
  marks BLOB NOT NULL            -- one byte each: twice the number of the bug fix rule, and 1 if a revert
);
DELETE FROM change_people;
DELETE FROM change_sums;
DELETE FROM memory WHERE name = 'packed_changes';

-- Whether any record tells the kind of an issue or change: without an index every one would be looked at
-- where only git was read and none does.
CREATE INDEX issues_told ON issues (id) WHERE labels <> '' OR type <> '';
CREATE INDEX pull_requests_told ON pull_requests (number) WHERE labels <> '';
