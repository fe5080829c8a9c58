-- The memory's first layout on PostgreSQL: the tables of ../sqlite/0001_first.sql, column by column.
-- Every text compares by its bytes, whatever the database's own collation. References between tables
-- are not enforced, as on SQLite: each row would pay for it, and taking back a rewritten history
-- would search whole tables. Paths may be longer than what a B-tree holds, so hashes index them.

-- Counts the writing transactions: by it a writer sees that somebody else wrote in between.
CREATE SEQUENCE write_count;

-- What this memory is about: one row a fact (repository, branch, window of line counts, ...).
CREATE TABLE memory (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value TEXT COLLATE "C" NOT NULL
);

-- How far each source has been read, in each direction.
CREATE TABLE cursors (
  source TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  position TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (source, name)
);

-- The repository that the memory follows: one row.
CREATE TABLE repositories (
  id INTEGER PRIMARY KEY,
  roots TEXT COLLATE "C" NOT NULL, -- its root commits, sorted: what tells it from others
  branch TEXT COLLATE "C" NOT NULL, -- the one branch that is followed
  object_format TEXT COLLATE "C" NOT NULL,
  web_address TEXT COLLATE "C" NOT NULL DEFAULT ''
);

-- One row a human or bot, all proved identities together.
CREATE TABLE developers (
  id INTEGER PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  login TEXT COLLATE "C",       -- GitHub's spelling; NULL: not known
  is_bot SMALLINT NOT NULL DEFAULT 0,
  is_forgotten SMALLINT NOT NULL DEFAULT 0
);

-- By what a developer is recognised. E-mails only as salted hashes.
CREATE TABLE identities (
  kind TEXT COLLATE "C" NOT NULL, -- email, login, name, jira
  value TEXT COLLATE "C" NOT NULL,
  developer_id INTEGER NOT NULL,
  PRIMARY KEY (kind, value)
);
CREATE INDEX identities_of_developer ON identities (developer_id);

-- Every path that ever was, in the reversible text form of domain/identity.py.
CREATE TABLE paths (
  id INTEGER PRIMARY KEY,
  path TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL, -- source, test, doc, generated, vendored, other
  file_id INTEGER NOT NULL,     -- the file that held this path last
  CONSTRAINT paths_of_text EXCLUDE USING hash (path WITH =)
);

-- One row a file, whatever it was called: identity follows renames along the branch.
CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  path_id INTEGER NOT NULL,     -- what it is called now, or was last
  born_seq INTEGER NOT NULL,    -- the change that added it
  gone_seq INTEGER,             -- the change that removed it; NULL: it exists
  component TEXT COLLATE "C"    -- by configuration; NULL: none
);

-- What a file was called since which change; a row for the first name and for each rename.
CREATE TABLE file_paths (
  file_id INTEGER NOT NULL,
  since_seq INTEGER NOT NULL,
  path_id INTEGER NOT NULL,
  PRIMARY KEY (file_id, since_seq)
);
CREATE INDEX file_paths_of_path ON file_paths (path_id, since_seq);

-- Every commit of the branch.
CREATE TABLE commits (
  id INTEGER PRIMARY KEY,
  sha TEXT COLLATE "C" NOT NULL UNIQUE,
  change_seq INTEGER NOT NULL,  -- the change that landed it
  author_id INTEGER NOT NULL,
  committer_id INTEGER NOT NULL,
  authored_at BIGINT NOT NULL,
  committed_at BIGINT NOT NULL,
  parent_id INTEGER,            -- its first parent; NULL: a root, or not in the memory
  is_merge SMALLINT NOT NULL,
  is_counted SMALLINT NOT NULL, -- whether its lines were counted
  subject TEXT COLLATE "C" NOT NULL
);

-- What a merge commit merged: its second and further parents, as far as they are in the memory.
CREATE TABLE commit_merged_parents (
  commit_id INTEGER NOT NULL,
  position INTEGER NOT NULL,    -- 1: the second parent
  parent_id INTEGER NOT NULL,
  PRIMARY KEY (commit_id, position)
);

-- Further authors that a commit message names.
CREATE TABLE commit_co_authors (
  commit_id INTEGER NOT NULL,
  developer_id INTEGER NOT NULL,
  PRIMARY KEY (commit_id, developer_id)
);

-- A commit that names an earlier one: reverts, fixes, regression, amends, follow-up.
CREATE TABLE commit_mentions (
  commit_id INTEGER NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  mentioned_id INTEGER NOT NULL,
  PRIMARY KEY (commit_id, kind, mentioned_id)
);
CREATE INDEX commit_mentions_of ON commit_mentions (mentioned_id);

-- One row a first-parent step. `at` is its committer time, made non-decreasing along the branch.
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY,
  first_commit_id INTEGER NOT NULL, -- what it landed: all ids from this one
  commit_id INTEGER NOT NULL,   -- to this one, the step's own commit
  at BIGINT NOT NULL,
  author_id INTEGER NOT NULL,   -- of a merge: its commonest author
  pull_number INTEGER,          -- the pull request that landed by it
  n_files INTEGER NOT NULL,
  n_source_files INTEGER NOT NULL,
  fix_rule TEXT COLLATE "C" NOT NULL DEFAULT '', -- by which rule its text is a bug fix; empty: by none
  is_revert SMALLINT NOT NULL DEFAULT 0,
  is_counted SMALLINT NOT NULL, -- whether lines and decision tokens were counted
  title TEXT COLLATE "C"        -- NULL: the subject of its commit
);
CREATE INDEX changes_by_time ON changes (at, seq);
CREATE INDEX changes_of_pull ON changes (pull_number) WHERE pull_number IS NOT NULL;
CREATE INDEX changes_of_author ON changes (author_id, seq);

-- Which files a change touched: the diff against the first parent. Clustered by file and time.
CREATE TABLE change_files (
  file_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  path_id INTEGER NOT NULL,
  status TEXT COLLATE "C" NOT NULL, -- git's letter: A, D, M, R, C, T
  previous_path_id INTEGER,     -- of R and C
  mode SMALLINT NOT NULL DEFAULT 0, -- 0 usual, 1 mode only, 2 symbolic link, 3 submodule
  is_binary SMALLINT NOT NULL DEFAULT 0,
  added INTEGER,                -- lines, white space aside (-w -M); NULL: not counted
  deleted INTEGER,
  tokens INTEGER,               -- decision tokens on added lines
  commit_added INTEGER,         -- lines as the step's own commit counts them (no -w); merges: NULL
  commit_deleted INTEGER,
  PRIMARY KEY (file_id, seq, path_id)
);
CREATE INDEX change_files_of_change ON change_files (seq);

-- Which paths a commit touched that landed as part of a merge; see the view `commit_files`.
CREATE TABLE branch_commit_files (
  commit_id INTEGER NOT NULL,
  path_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  previous_path_id INTEGER,
  mode SMALLINT NOT NULL DEFAULT 0,
  is_binary SMALLINT NOT NULL DEFAULT 0,
  added INTEGER,
  deleted INTEGER,
  PRIMARY KEY (commit_id, path_id)
);

-- Which paths each commit touched; asked by commit. By file, ask `change_files`. A commit that is a change by itself has its rows there; merges
-- have none, since what they brought stands with the commits that wrote it.
CREATE VIEW commit_files AS
  SELECT commit_id, path_id, file_id, status, previous_path_id, mode, is_binary, added, deleted
    FROM branch_commit_files
  UNION ALL
  SELECT c.commit_id, f.path_id, f.file_id, f.status, f.previous_path_id, f.mode, f.is_binary,
         f.commit_added, f.commit_deleted
    FROM change_files AS f
    JOIN changes AS c ON c.seq = f.seq
    JOIN commits AS k ON k.id = c.commit_id AND k.is_merge = 0;

-- How many lines a blob has: counting them is the only reason to read whole files.
CREATE TABLE blob_lines (
  blob TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  lines INTEGER                 -- NULL: binary or too large
);

-- Issues, whether a tracker told us of them or only a commit or pull request names them.
CREATE TABLE issues (
  id INTEGER PRIMARY KEY,
  key TEXT COLLATE "C" NOT NULL UNIQUE, -- PROJ-123, or #123 of the repository's own tracker
  tracker TEXT COLLATE "C" NOT NULL, -- jira, github, unknown
  is_known SMALLINT NOT NULL DEFAULT 0, -- whether the tracker told us of it
  summary TEXT COLLATE "C" NOT NULL DEFAULT '',
  type TEXT COLLATE "C" NOT NULL DEFAULT '',
  status TEXT COLLATE "C" NOT NULL DEFAULT '',
  status_category TEXT COLLATE "C" NOT NULL DEFAULT '', -- new, indeterminate, done; open, closed; or empty
  priority TEXT COLLATE "C" NOT NULL DEFAULT '',
  components TEXT COLLATE "C" NOT NULL DEFAULT '', -- one a line, sorted
  labels TEXT COLLATE "C" NOT NULL DEFAULT '', -- one a line, sorted
  reporter_id INTEGER,
  assignee_id INTEGER,
  created_at BIGINT,
  updated_at BIGINT,
  resolved_at BIGINT
);

-- Which issues a commit names.
CREATE TABLE commit_issues (
  commit_id INTEGER NOT NULL,
  issue_id INTEGER NOT NULL,
  closes SMALLINT NOT NULL DEFAULT 0,
  PRIMARY KEY (commit_id, issue_id)
);
CREATE INDEX commit_issues_of_issue ON commit_issues (issue_id);

-- Pull requests, from the history's subjects (origin git) and in full from the API (origin api).
CREATE TABLE pull_requests (
  number INTEGER PRIMARY KEY,
  origin TEXT COLLATE "C" NOT NULL, -- git, api
  title TEXT COLLATE "C" NOT NULL,
  author_id INTEGER,            -- NULL: unknown, or a deleted account
  merged_by_id INTEGER,
  state TEXT COLLATE "C" NOT NULL, -- OPEN, CLOSED, MERGED
  is_draft SMALLINT NOT NULL DEFAULT 0,
  body_state TEXT COLLATE "C" NOT NULL DEFAULT 'unknown', -- unknown, empty, present
  created_at BIGINT,
  updated_at BIGINT,
  merged_at BIGINT,
  closed_at BIGINT,
  base_branch TEXT COLLATE "C" NOT NULL DEFAULT '',
  head_branch TEXT COLLATE "C" NOT NULL DEFAULT '',
  head_sha TEXT COLLATE "C",
  merge_commit_sha TEXT COLLATE "C",
  labels TEXT COLLATE "C" NOT NULL DEFAULT '', -- one a line, sorted
  n_files INTEGER               -- true number, also where fewer are listed
);
CREATE INDEX pull_requests_of_author ON pull_requests (author_id);

-- The commits of a pull request as the API lists them (also those that a squash made disappear).
CREATE TABLE pr_commits (
  pull_number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  sha TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (pull_number, position)
);
CREATE INDEX pr_commits_of_sha ON pr_commits (sha);

-- The files of a pull request as the API lists them.
CREATE TABLE pr_files (
  pull_number INTEGER NOT NULL,
  path TEXT COLLATE "C" NOT NULL,
  added INTEGER,
  deleted INTEGER
);
CREATE INDEX pr_files_of_pull ON pr_files (pull_number);
CREATE INDEX pr_files_of_path ON pr_files USING hash (path);

-- Which issues a pull request names or closes.
CREATE TABLE pr_issues (
  pull_number INTEGER NOT NULL,
  issue_id INTEGER NOT NULL,
  origin TEXT COLLATE "C" NOT NULL, -- git, api
  closes SMALLINT NOT NULL DEFAULT 0,
  PRIMARY KEY (pull_number, issue_id, origin)
);
CREATE INDEX pr_issues_of_issue ON pr_issues (issue_id);

-- Whose review is asked for right now.
CREATE TABLE pr_requested_reviewers (
  pull_number INTEGER NOT NULL,
  developer_id INTEGER NOT NULL,
  PRIMARY KEY (pull_number, developer_id)
);

-- Reviews. From trailers: `change_seq` is set and `external_id` is built from the commit. From the
-- API: `pull_number` is set.
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY,
  source TEXT COLLATE "C" NOT NULL, -- trailer, api
  external_id TEXT COLLATE "C" NOT NULL,
  pull_number INTEGER,
  change_seq INTEGER,
  reviewer_id INTEGER,          -- NULL: a deleted account
  state TEXT COLLATE "C" NOT NULL,
  submitted_at BIGINT NOT NULL,
  n_comments INTEGER NOT NULL DEFAULT 0,
  UNIQUE (source, external_id)
);
CREATE INDEX reviews_of_pull ON reviews (pull_number) WHERE pull_number IS NOT NULL;
CREATE INDEX reviews_of_change ON reviews (change_seq) WHERE change_seq IS NOT NULL;
CREATE INDEX reviews_of_reviewer ON reviews (reviewer_id, submitted_at);

-- Who commented on which issue or pull request, and when; not what.
CREATE TABLE issue_comments (
  tracker TEXT COLLATE "C" NOT NULL, -- jira, github
  external_id TEXT COLLATE "C" NOT NULL,
  issue_id INTEGER,
  pull_number INTEGER,
  author_id INTEGER,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tracker, external_id)
);
CREATE INDEX issue_comments_of_issue ON issue_comments (issue_id);
CREATE INDEX issue_comments_of_pull ON issue_comments (pull_number);
CREATE INDEX issue_comments_of_author ON issue_comments (author_id);

-- Which commit was deployed where, and how it went.
CREATE TABLE deployments (
  external_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  sha TEXT COLLATE "C" NOT NULL,
  environment TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX deployments_of_sha ON deployments (sha);
