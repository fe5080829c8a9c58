-- Single records, for those who doubt. Pull requests are looked up by number, as of now:
-- which of them had landed as of :seq is git's to say.

-- name: recorded_change
-- A change by its number, with whether its lines were counted as a whole.
SELECT k.sha, h.at, h.is_counted
  FROM changes AS h
  JOIN commits AS k ON k.id = h.commit_id
 WHERE h.seq = :number
   AND h.seq <= :seq;

-- name: recorded_commits
-- What a change landed.
SELECT k.sha, k.author_id, k.subject
  FROM commits AS k
  JOIN changes AS h ON k.id BETWEEN h.first_commit_id AND h.commit_id
 WHERE h.seq = :number
   AND h.seq <= :seq
 ORDER BY k.id;

-- name: recorded_files
-- What a change touched.
SELECT p.path, f.status, q.path, f.added, f.deleted, f.tokens, f.commit_added, f.commit_deleted
  FROM change_files AS f
  JOIN paths AS p ON p.id = f.path_id
  LEFT JOIN paths AS q ON q.id = f.previous_path_id
 WHERE f.seq = :number
   AND f.seq <= :seq
 ORDER BY p.path;

-- name: forgotten_people
-- The rows that stand for people who were forgotten.
SELECT id
  FROM developers
 WHERE is_forgotten = 1
   AND :seq >= -1
 ORDER BY id;

-- name: any_told_pull
-- Whether an API told of any pull request.
SELECT number
  FROM pull_requests
 WHERE origin = 'api'
   AND :seq >= 0
 ORDER BY number
 LIMIT 1;

-- name: told_author
-- Who opened a pull request, and what it is called.
SELECT author_id, title
  FROM pull_requests
 WHERE number = :number
   AND origin = 'api'
   AND :seq >= 0;

-- name: told_reviewers
-- Who submitted a review of a pull request.
SELECT reviewer_id
  FROM reviews
 WHERE pull_number = :number
   AND source = 'api'
   AND state IN ('APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED')
   AND reviewer_id IS NOT NULL
   AND :seq >= 0
 GROUP BY reviewer_id
 ORDER BY reviewer_id;

-- name: told_issues
-- Which issues a pull request names or closes.
SELECT i.key
  FROM pr_issues AS n
  JOIN issues AS i ON i.id = n.issue_id
 WHERE n.pull_number = :number
   AND n.origin = 'api'
   AND :seq >= 0
 ORDER BY i.key;
