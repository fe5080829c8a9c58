-- Issues and what hangs on them, as of the change :seq.

-- name: issue
-- An issue as its tracker told of it.
SELECT key, tracker, summary, status, status_category, priority, type, components, created_at,
       updated_at, resolved_at
  FROM issues
 WHERE key = :key
   AND is_known = 1;

-- name: reading
-- How many issues a tracker told us of whose keys start so, the highest number, the newest update.
SELECT COUNT(*), MAX(CAST(SUBSTR(key, LENGTH(:prefix) + 1) AS INTEGER)), MAX(updated_at)
  FROM issues
 WHERE tracker = :tracker
   AND is_known = 1
   AND SUBSTR(key, 1, LENGTH(:prefix)) = :prefix;

-- name: back_fill
-- How far a source's first walk through everything has come.
SELECT position
  FROM cursors
 WHERE source = :source
   AND name = 'back-fill';
