-- What tends to break, and what changes together, as of the change :seq.

-- name: bug_labels
-- Labels and types of what the changes from :first to :last are linked to, as far as they can mean a
-- bug. The exact rule is the caller's; this only keeps the many others out.
SELECT h.seq, p.labels, ''
  FROM changes AS h
  JOIN pull_requests AS p ON p.number = h.pull_number
 WHERE h.seq BETWEEN :first AND :last
   AND (LOWER(p.labels) LIKE '%bug%' OR LOWER(p.labels) LIKE '%defect%'
        OR LOWER(p.labels) LIKE '%regression%' OR LOWER(p.labels) LIKE '%crash%')
UNION ALL
SELECT h.seq, i.labels, i.type
  FROM changes AS h
  JOIN pr_issues AS n ON n.pull_number = h.pull_number
  JOIN issues AS i ON i.id = n.issue_id AND (n.closes = 1 OR i.tracker = 'jira')
 WHERE h.seq BETWEEN :first AND :last
   AND (LOWER(i.labels) LIKE '%bug%' OR LOWER(i.labels) LIKE '%defect%'
        OR LOWER(i.labels) LIKE '%regression%' OR LOWER(i.labels) LIKE '%crash%'
        OR i.type <> '')
UNION ALL
SELECT h.seq, i.labels, i.type
  FROM changes AS h
  JOIN commit_issues AS n ON n.commit_id BETWEEN h.first_commit_id AND h.commit_id
  JOIN issues AS i ON i.id = n.issue_id AND (n.closes = 1 OR i.tracker = 'jira')
 WHERE h.seq BETWEEN :first AND :last
   AND (LOWER(i.labels) LIKE '%bug%' OR LOWER(i.labels) LIKE '%defect%'
        OR LOWER(i.labels) LIKE '%regression%' OR LOWER(i.labels) LIKE '%crash%'
        OR i.type <> '');

-- name: any_label
-- Something that has a label or type.
SELECT 1
 WHERE EXISTS (SELECT 1 FROM issues AS i WHERE i.labels <> '' OR i.type <> '')
    OR EXISTS (SELECT 1 FROM pull_requests AS p WHERE p.labels <> '');

-- name: name_of_file
-- What a file is called, or was last, what its newest change did to it, and what it is.
SELECT p.path, f.status, p.kind
  FROM change_files AS f
  JOIN paths AS p ON p.id = f.path_id
 WHERE f.file_id = :file_id
   AND f.seq <= :seq
 ORDER BY f.seq DESC, f.status DESC, p.path
 LIMIT 1;

-- name: touches_of_file
-- The changes from :first on that touched a file, newest first. A change of type is two rows of one
-- change: the caller adds them up, since grouping would have the database sort what stands in order. What
-- else is to be known of the changes the caller knows of all of them: joining would take twice as long.
SELECT f.seq, f.added, f.deleted
  FROM change_files AS f
 WHERE f.file_id = :file_id
   AND f.seq BETWEEN :first AND :seq
 ORDER BY f.seq DESC;

-- name: packed_marks
-- What touches want to know of their changes, block by block (store/change_marks.py).
SELECT landed, n_files, writers, n_source_files, marks
  FROM change_columns
 WHERE block <= :block
 ORDER BY block;

-- name: marks
-- The same of the changes from :first on, row by row.
SELECT h.at, h.n_files, h.author_id, h.n_source_files, h.fix_rule, h.is_revert
  FROM changes AS h
 WHERE h.seq BETWEEN :first AND :seq
 ORDER BY h.seq;

-- name: first_since
-- The first change of a time or later: times never go back along the branch.
SELECT h.seq
  FROM changes AS h
 WHERE h.at >= :since
   AND h.seq <= :seq
 ORDER BY h.at, h.seq
 LIMIT 1;

-- name: lines_of_file
-- How many lines came and went, and whether any change of the file was not counted.
SELECT SUM(f.added) - SUM(f.deleted), COUNT(*) - COUNT(f.added)
  FROM change_files AS f
 WHERE f.file_id = :file_id
   AND f.seq <= :seq;

-- name: lines_of_living
-- The same for all files, where nothing of a file's past is uncounted.
SELECT f.file_id, SUM(f.added) - SUM(f.deleted)
  FROM change_files AS f
 WHERE f.seq <= :seq
 GROUP BY f.file_id
HAVING COUNT(*) = COUNT(f.added);

-- name: is_counted_from_the_start
-- Whether lines were counted from the first change on.
SELECT h.is_counted
  FROM changes AS h
 WHERE h.seq = 0;

-- name: first_step
-- The first change of a window: not older than a time, and among the newest so many.
SELECT MIN(h.seq)
  FROM changes AS h
 WHERE h.at >= :since
   AND h.seq <= :seq
   AND h.seq > :seq - :most;

-- name: steps
-- The changes of a window, oldest first.
SELECT h.seq, h.at, h.fix_rule, h.n_source_files
  FROM changes AS h
 WHERE h.seq BETWEEN :first AND :seq
 ORDER BY h.seq;

-- name: step_touches
-- What the changes of a window touched. Everything stands in the index of changes.
SELECT f.seq, f.file_id, f.path_id
  FROM change_files AS f
 WHERE f.seq BETWEEN :first AND :seq
 ORDER BY f.seq, f.file_id, f.path_id;

-- name: source_paths
-- The paths that are source.
SELECT p.id
  FROM paths AS p
 WHERE p.kind = 'source';

-- name: recent_files
-- What the changes of a window added to source files that they did not remove, oldest first.
SELECT f.seq, f.file_id, SUM(f.added), SUM(f.tokens)
  FROM change_files AS f
  JOIN paths AS p ON p.id = f.path_id
 WHERE f.seq BETWEEN :first AND :seq
   AND p.kind = 'source'
   AND f.status <> 'D'
 GROUP BY f.seq, f.file_id
 ORDER BY f.seq, f.file_id;

-- name: living_source
-- The source files that exist. One that was removed and came back later did not exist in between.
SELECT f.id, p.path
  FROM files AS f
  JOIN file_paths AS n ON n.file_id = f.id
  JOIN paths AS p ON p.id = n.path_id
 WHERE f.born_seq <= :seq
   AND (f.gone_seq IS NULL OR f.gone_seq > :seq)
   AND p.kind = 'source'
   AND n.since_seq = (SELECT MAX(o.since_seq)
                        FROM file_paths AS o
                       WHERE o.file_id = f.id
                         AND o.since_seq <= :seq)
   AND (SELECT t.status
          FROM change_files AS t
         WHERE t.file_id = f.id
           AND t.seq <= :seq
         ORDER BY t.seq DESC, t.status
         LIMIT 1) <> 'D'
 ORDER BY f.id;

-- name: files_of_changes
-- What changes touched, change by change, fifty of them at once: a statement takes longer than what it
-- finds. Everything stands in the index of changes.
SELECT f.seq, f.file_id, f.path_id
  FROM change_files AS f
 WHERE f.seq IN (:c0, :c1, :c2, :c3, :c4, :c5, :c6, :c7, :c8, :c9,
                 :c10, :c11, :c12, :c13, :c14, :c15, :c16, :c17, :c18, :c19,
                 :c20, :c21, :c22, :c23, :c24, :c25, :c26, :c27, :c28, :c29,
                 :c30, :c31, :c32, :c33, :c34, :c35, :c36, :c37, :c38, :c39,
                 :c40, :c41, :c42, :c43, :c44, :c45, :c46, :c47, :c48, :c49)
   AND f.seq <= :seq
 ORDER BY f.seq, f.file_id, f.path_id;

-- name: bots
-- Who is no human.
SELECT d.id
  FROM developers AS d
 WHERE d.is_bot = 1;

-- name: vendored_paths
-- The paths that are somebody else's code.
SELECT p.id
  FROM paths AS p
 WHERE p.kind = 'vendored';

-- name: fix_rule
-- By which rule a change's text is a bug fix.
SELECT h.fix_rule
  FROM changes AS h
 WHERE h.seq = :number
   AND h.seq <= :seq;

-- name: paths
-- Every path with its kind.
SELECT p.id, p.path, p.kind
  FROM paths AS p;

-- name: history
-- All changes, oldest first.
SELECT h.seq, k.sha, h.at, h.author_id, h.fix_rule, h.is_revert
  FROM changes AS h
  JOIN commits AS k ON k.id = h.commit_id
 WHERE h.seq <= :seq
 ORDER BY h.seq;

-- name: history_files
-- What they touched.
SELECT f.seq, f.file_id, f.path_id, f.status, f.added, f.deleted, f.tokens
  FROM change_files AS f
 WHERE f.seq <= :seq
 ORDER BY f.seq, f.file_id, f.path_id;

-- name: taken_back
-- Which change says that it reverts which.
SELECT DISTINCT k.change_seq, o.change_seq
  FROM commit_mentions AS m
  JOIN commits AS k ON k.id = m.commit_id
  JOIN commits AS o ON o.id = m.mentioned_id
 WHERE m.kind = 'reverts'
   AND k.change_seq <= :seq
 ORDER BY 1, 2;
