-- Single commits, changes and files, as of the change :seq.

-- name: developers
-- Everybody; small enough to be read as a whole.
SELECT id, name, login, is_bot
  FROM developers
 ORDER BY id;

-- name: identity
-- Who is recognised by a key.
SELECT developer_id
  FROM identities
 WHERE kind = :kind
   AND value = :value;

-- name: landed_commit
-- A commit by its full hash.
SELECT c.sha, c.change_seq, c.author_id, c.authored_at, c.committed_at, c.subject, c.is_merge
  FROM commits AS c
 WHERE c.sha = :sha
   AND c.change_seq <= :seq;

-- name: change
-- A change by its number.
SELECT h.seq, k.sha, h.at, COALESCE(h.title, k.subject), h.author_id, h.pull_number, h.n_files,
       h.n_source_files, h.fix_rule, h.is_revert
  FROM changes AS h
  JOIN commits AS k ON k.id = h.commit_id
 WHERE h.seq = :number
   AND h.seq <= :seq;

-- name: changes_of_file
-- The changes that touched a file since a time, newest first.
SELECT DISTINCT h.seq, k.sha, h.at, COALESCE(h.title, k.subject), h.author_id, h.pull_number,
       h.n_files, h.n_source_files, h.fix_rule, h.is_revert
  FROM change_files AS f
  JOIN changes AS h ON h.seq = f.seq
  JOIN commits AS k ON k.id = h.commit_id
 WHERE f.file_id = :file_id
   AND f.seq <= :seq
   AND h.at >= :since
 ORDER BY h.seq DESC
 LIMIT :most;

-- name: file_at_path
-- The file that has a name as of the change: the newest one that took it and still had it.
SELECT n.file_id
  FROM file_paths AS n
  JOIN paths AS p ON p.id = n.path_id
 WHERE p.path = :path
   AND n.since_seq <= :seq
   AND NOT EXISTS (SELECT 1
                     FROM file_paths AS later
                    WHERE later.file_id = n.file_id
                      AND later.since_seq > n.since_seq
                      AND later.since_seq <= :seq)
 ORDER BY n.since_seq DESC, n.file_id DESC
 LIMIT 1;

-- name: file
-- What a file is, and since when.
SELECT f.id, f.born_seq
  FROM files AS f
 WHERE f.id = :file_id;

-- name: names_of_file
-- What a file was called, newest name first.
SELECT p.path, p.kind
  FROM file_paths AS n
  JOIN paths AS p ON p.id = n.path_id
 WHERE n.file_id = :file_id
   AND n.since_seq <= :seq
 ORDER BY n.since_seq DESC;
