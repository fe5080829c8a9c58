-- What touches of files want to know of their changes is packed beside who wrote and reviewed them
-- (store/change_marks.py). Made of other tables: what was packed is packed anew when somebody asks.
DROP TABLE change_columns;
CREATE TABLE change_columns (
  block INTEGER PRIMARY KEY,
  landed BYTEA NOT NULL,         -- when: UTC seconds, eight bytes each
  n_files BYTEA NOT NULL,        -- four bytes each, as all that follow but the last
  authors BYTEA NOT NULL,        -- developers: as an API tells, else as git does
  n_reviewers BYTEA NOT NULL,
  reviewers BYTEA NOT NULL,      -- developers, by change and number; no author of the change itself
  people BYTEA NOT NULL,         -- everybody who had a hand in one of up to 200 files,
  newest BYTEA NOT NULL,         -- and the newest of each
  writers BYTEA NOT NULL,        -- developers: as git tells
  n_source_files BYTEA NOT NULL,
  marks BYTEA NOT NULL           -- one byte each: twice the number of the bug fix rule, and 1 if a revert
);
DELETE FROM change_people;
DELETE FROM change_sums;
DELETE FROM memory WHERE name = 'packed_changes';

-- Whether any record tells the kind of an issue or change: without an index every one would be looked at
-- where only git was read and none does.
CREATE INDEX issues_told ON issues (id) WHERE labels <> '' OR type <> '';
CREATE INDEX pull_requests_told ON pull_requests (number) WHERE labels <> '';
