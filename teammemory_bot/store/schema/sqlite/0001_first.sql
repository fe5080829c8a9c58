-- The memory's first layout on SQLite. Times are UTC seconds; NULL means unknown, never zero.
-- A *change* is one first-parent step of the branch; `seq` numbers them densely from 0.
-- Changed here: change ../postgres/0001_first.sql too; the contract tests compare the answers.

-- What this memory is about: one row a fact (repository, branch, window of line counts, ...).
CREATE TABLE memory (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- How far each source has been read, in each direction.
CREATE TABLE cursors (
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  position TEXT NOT NULL,
  PRIMARY KEY (source, name)
) WITHOUT ROWID;

-- The repository that the memory follows: one row.
CREATE TABLE repositories (
  id INTEGER PRIMARY KEY,
  roots TEXT NOT NULL,          -- its root commits, sorted: what tells it from others
  branch TEXT NOT NULL,         -- the one branch that is followed
  object_format TEXT NOT NULL,
  web_address TEXT NOT NULL DEFAULT ''
);

-- One row a human or bot, all proved identities together.
CREATE TABLE developers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  login TEXT,                   -- GitHub's spelling; NULL: not known
  is_bot INTEGER NOT NULL DEFAULT 0,
  is_forgotten INTEGER NOT NULL DEFAULT 0
);

-- By what a developer is recognised. E-mails only as salted hashes.
CREATE TABLE identities (
  kind TEXT NOT NULL,           -- email, login, name, jira
  value TEXT NOT NULL,
  developer_id INTEGER NOT NULL REFERENCES developers (id),
  PRIMARY KEY (kind, value)
) WITHOUT ROWID;
CREATE INDEX identities_of_developer ON identities (developer_id);

-- Every path that ever was, in the reversible text form of domain/identity.py.
CREATE TABLE paths (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,           -- source, test, doc, generated, vendored, other
  file_id INTEGER NOT NULL      -- the file that held this path last
);

-- One row a file, whatever it was called: identity follows renames along the branch.
CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  path_id INTEGER NOT NULL REFERENCES paths (id), -- what it is called now, or was last
  born_seq INTEGER NOT NULL,    -- the change that added it
  gone_seq INTEGER,             -- the change that removed it; NULL: it exists
  component TEXT                -- by configuration; NULL: none
);

-- What a file was called since which change; a row for the first name and for each rename.
CREATE TABLE file_paths (
  file_id INTEGER NOT NULL REFERENCES files (id),
  since_seq INTEGER NOT NULL,
  path_id INTEGER NOT NULL REFERENCES paths (id),
  PRIMARY KEY (file_id, since_seq)
) WITHOUT ROWID;
CREATE INDEX file_paths_of_path ON file_paths (path_id, since_seq);

-- Every commit of the branch.
CREATE TABLE commits (
  id INTEGER PRIMARY KEY,
  sha TEXT NOT NULL,
  change_seq INTEGER NOT NULL,  -- the change that landed it
  author_id INTEGER NOT NULL REFERENCES developers (id),
  committer_id INTEGER NOT NULL REFERENCES developers (id),
  authored_at INTEGER NOT NULL,
  committed_at INTEGER NOT NULL,
  parent_id INTEGER,            -- its first parent; NULL: a root, or not in the memory
  is_merge INTEGER NOT NULL,
  is_counted INTEGER NOT NULL,  -- whether its lines were counted
  subject TEXT NOT NULL
);
CREATE UNIQUE INDEX commits_by_sha ON commits (sha);

-- What a merge commit merged: its second and further parents, as far as they are in the memory.
CREATE TABLE commit_merged_parents (
  commit_id INTEGER NOT NULL REFERENCES commits (id),
  position INTEGER NOT NULL,    -- 1: the second parent
  parent_id INTEGER NOT NULL REFERENCES commits (id),
  PRIMARY KEY (commit_id, position)
) WITHOUT ROWID;

-- Further authors that a commit message names.
CREATE TABLE commit_co_authors (
  commit_id INTEGER NOT NULL REFERENCES commits (id),
  developer_id INTEGER NOT NULL REFERENCES developers (id),
  PRIMARY KEY (commit_id, developer_id)
) WITHOUT ROWID;

-- A commit that names an earlier one: reverts, fixes, regression, amends, follow-up.
CREATE TABLE commit_mentions (
  commit_id INTEGER NOT NULL REFERENCES commits (id),
  kind TEXT NOT NULL,
  mentioned_id INTEGER NOT NULL REFERENCES commits (id),
  PRIMARY KEY (commit_id, kind, mentioned_id)
) WITHOUT ROWID;
CREATE INDEX commit_mentions_of ON commit_mentions (mentioned_id);

-- One row a first-parent step. `at` is its committer time, made non-decreasing along the branch.
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY,
  first_commit_id INTEGER NOT NULL, -- what it landed: all ids from this one
  commit_id INTEGER NOT NULL,   -- to this one, the step's own commit
  at INTEGER NOT NULL,
  author_id INTEGER NOT NULL REFERENCES developers (id), -- of a merge: its commonest author
  pull_number INTEGER,          -- the pull request that landed by it
  n_files INTEGER NOT NULL,
  n_source_files INTEGER NOT NULL,
  fix_rule TEXT NOT NULL DEFAULT '', -- by which rule its text is a bug fix; empty: by none
  is_revert INTEGER NOT NULL DEFAULT 0,
  is_counted INTEGER NOT NULL,  -- whether lines and decision tokens were counted
  title TEXT                    -- NULL: the subject of its commit
);
CREATE INDEX changes_by_time ON changes (at, seq);
CREATE INDEX changes_of_pull ON changes (pull_number) WHERE pull_number IS NOT NULL;
CREATE INDEX changes_of_author ON changes (author_id, seq);

-- Which files a change touched: the diff against the first parent. Clustered by file and time.
CREATE TABLE change_files (
  file_id INTEGER NOT NULL REFERENCES files (id),
  seq INTEGER NOT NULL REFERENCES changes (seq),
  path_id INTEGER NOT NULL REFERENCES paths (id),
  status TEXT NOT NULL,         -- git's letter: A, D, M, R, C, T
  previous_path_id INTEGER,     -- of R and C
  mode INTEGER NOT NULL DEFAULT 0, -- 0 usual, 1 mode only, 2 symbolic link, 3 submodule
  is_binary INTEGER NOT NULL DEFAULT 0,
  added INTEGER,                -- lines, white space aside (-w -M); NULL: not counted
  deleted INTEGER,
  tokens INTEGER,               -- decision tokens on added lines
  commit_added INTEGER,         -- lines as the step's own commit counts them (no -w); merges: NULL
  commit_deleted INTEGER,
  PRIMARY KEY (file_id, seq, path_id)
) WITHOUT ROWID;
CREATE INDEX change_files_of_change ON change_files (seq);

-- Which paths a commit touched that landed as part of a merge; see the view `commit_files`.
CREATE TABLE branch_commit_files (
  commit_id INTEGER NOT NULL REFERENCES commits (id),
  path_id INTEGER NOT NULL REFERENCES paths (id),
  file_id INTEGER NOT NULL REFERENCES files (id),
  status TEXT NOT NULL,
  previous_path_id INTEGER,
  mode INTEGER NOT NULL DEFAULT 0,
  is_binary INTEGER NOT NULL DEFAULT 0,
  added INTEGER,
  deleted INTEGER,
  PRIMARY KEY (commit_id, path_id)
) WITHOUT ROWID;

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
  blob TEXT NOT NULL PRIMARY KEY,
  lines INTEGER                 -- NULL: binary or too large
) WITHOUT ROWID;

-- Issues, whether a tracker told us of them or only a commit or pull request names them.
CREATE TABLE issues (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,     -- PROJ-123, or #123 of the repository's own tracker
  tracker TEXT NOT NULL,        -- jira, github, unknown
  is_known INTEGER NOT NULL DEFAULT 0, -- whether the tracker told us of it
  summary TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  status_category TEXT NOT NULL DEFAULT '', -- new, indeterminate, done; open, closed; or empty
  priority TEXT NOT NULL DEFAULT '',
  components TEXT NOT NULL DEFAULT '', -- one a line, sorted
  labels TEXT NOT NULL DEFAULT '',     -- one a line, sorted
  reporter_id INTEGER REFERENCES developers (id),
  assignee_id INTEGER REFERENCES developers (id),
  created_at INTEGER,
  updated_at INTEGER,
  resolved_at INTEGER
);

-- Which issues a commit names.
CREATE TABLE commit_issues (
  commit_id INTEGER NOT NULL REFERENCES commits (id),
  issue_id INTEGER NOT NULL REFERENCES issues (id),
  closes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (commit_id, issue_id)
) WITHOUT ROWID;
CREATE INDEX commit_issues_of_issue ON commit_issues (issue_id);

-- Pull requests, from the history's subjects (origin git) and in full from the API (origin api).
CREATE TABLE pull_requests (
  number INTEGER PRIMARY KEY,
  origin TEXT NOT NULL,         -- git, api
  title TEXT NOT NULL,
  author_id INTEGER REFERENCES developers (id), -- NULL: unknown, or a deleted account
  merged_by_id INTEGER REFERENCES developers (id),
  state TEXT NOT NULL,          -- OPEN, CLOSED, MERGED
  is_draft INTEGER NOT NULL DEFAULT 0,
  body_state TEXT NOT NULL DEFAULT 'unknown', -- unknown, empty, present
  created_at INTEGER,
  updated_at INTEGER,
  merged_at INTEGER,
  closed_at INTEGER,
  base_branch TEXT NOT NULL DEFAULT '',
  head_branch TEXT NOT NULL DEFAULT '',
  head_sha TEXT,
  merge_commit_sha TEXT,
  labels TEXT NOT NULL DEFAULT '', -- one a line, sorted
  n_files INTEGER               -- true number, also where fewer are listed
);
CREATE INDEX pull_requests_of_author ON pull_requests (author_id);

-- The commits of a pull request as the API lists them (also those that a squash made disappear).
CREATE TABLE pr_commits (
  pull_number INTEGER NOT NULL REFERENCES pull_requests (number),
  position INTEGER NOT NULL,
  sha TEXT NOT NULL,
  PRIMARY KEY (pull_number, position)
) WITHOUT ROWID;
CREATE INDEX pr_commits_of_sha ON pr_commits (sha);

-- The files of a pull request as the API lists them.
CREATE TABLE pr_files (
  pull_number INTEGER NOT NULL REFERENCES pull_requests (number),
  path TEXT NOT NULL,
  added INTEGER,
  deleted INTEGER,
  PRIMARY KEY (pull_number, path)
) WITHOUT ROWID;
CREATE INDEX pr_files_of_path ON pr_files (path);

-- Which issues a pull request names or closes.
CREATE TABLE pr_issues (
  pull_number INTEGER NOT NULL REFERENCES pull_requests (number),
  issue_id INTEGER NOT NULL REFERENCES issues (id),
  origin TEXT NOT NULL,         -- git, api
  closes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (pull_number, issue_id, origin)
) WITHOUT ROWID;
CREATE INDEX pr_issues_of_issue ON pr_issues (issue_id);

-- Whose review is asked for right now.
CREATE TABLE pr_requested_reviewers (
  pull_number INTEGER NOT NULL REFERENCES pull_requests (number),
  developer_id INTEGER NOT NULL REFERENCES developers (id),
  PRIMARY KEY (pull_number, developer_id)
) WITHOUT ROWID;

-- Reviews. From trailers: `change_seq` is set and `external_id` is built from the commit. From the
-- API: `pull_number` is set.
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,         -- trailer, api
  external_id TEXT NOT NULL,
  pull_number INTEGER,
  change_seq INTEGER,
  reviewer_id INTEGER REFERENCES developers (id), -- NULL: a deleted account
  state TEXT NOT NULL,
  submitted_at INTEGER NOT NULL,
  n_comments INTEGER NOT NULL DEFAULT 0,
  UNIQUE (source, external_id)
);
CREATE INDEX reviews_of_pull ON reviews (pull_number) WHERE pull_number IS NOT NULL;
CREATE INDEX reviews_of_change ON reviews (change_seq) WHERE change_seq IS NOT NULL;
CREATE INDEX reviews_of_reviewer ON reviews (reviewer_id, submitted_at);

-- Who commented on which issue or pull request, and when; not what.
CREATE TABLE issue_comments (
  tracker TEXT NOT NULL,        -- jira, github
  external_id TEXT NOT NULL,
  issue_id INTEGER REFERENCES issues (id),
  pull_number INTEGER REFERENCES pull_requests (number),
  author_id INTEGER REFERENCES developers (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tracker, external_id)
) WITHOUT ROWID;
CREATE INDEX issue_comments_of_issue ON issue_comments (issue_id);
CREATE INDEX issue_comments_of_pull ON issue_comments (pull_number);
CREATE INDEX issue_comments_of_author ON issue_comments (author_id);

-- Which commit was deployed where, and how it went.
CREATE TABLE deployments (
  external_id TEXT NOT NULL PRIMARY KEY,
  sha TEXT NOT NULL,
  environment TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX deployments_of_sha ON deployments (sha);
