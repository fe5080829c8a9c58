-- Everything that the audit looks at, as of the change :seq.

-- name: commits
-- The commits of the branch, oldest change first.
SELECT c.id, c.sha, c.change_seq, c.author_id, c.committed_at, c.subject, c.is_merge,
       CASE WHEN h.commit_id = c.id THEN 1 ELSE 0 END
  FROM commits AS c
  JOIN changes AS h ON h.seq = c.change_seq
 WHERE c.change_seq <= :seq
 ORDER BY c.change_seq, c.id;

-- name: keys_of_commits
-- Which issues each commit names; numbers of pull requests are none.
SELECT n.commit_id, i.key
  FROM commit_issues AS n
  JOIN commits AS c ON c.id = n.commit_id
  JOIN issues AS i ON i.id = n.issue_id
  LEFT JOIN pull_requests AS p
    ON p.number = CASE WHEN SUBSTR(i.key, 1, 1) = '#' THEN CAST(SUBSTR(i.key, 2) AS INTEGER) END
 WHERE c.change_seq <= :seq
   AND p.number IS NULL
 ORDER BY n.commit_id, n.issue_id;

-- name: pulls
-- The pull requests that landed.
SELECT p.number, h.seq, h.at, p.title, p.origin, p.author_id, p.merged_by_id, p.state, p.body_state,
       p.created_at, p.base_branch, p.labels
  FROM changes AS h
  JOIN pull_requests AS p ON p.number = h.pull_number
 WHERE h.seq <= :seq
 ORDER BY h.seq;

-- name: keys_of_pulls
-- Which issues each pull request itself names; other pull requests are none.
SELECT n.pull_number, i.key
  FROM pr_issues AS n
  JOIN issues AS i ON i.id = n.issue_id
  LEFT JOIN pull_requests AS p
    ON p.number = CASE WHEN SUBSTR(i.key, 1, 1) = '#' THEN CAST(SUBSTR(i.key, 2) AS INTEGER) END
 WHERE p.number IS NULL
 ORDER BY n.pull_number, n.issue_id;

-- name: reviews
-- Who reviewed which landed pull request, by the API or by trailers, and whether they approved.
SELECT h.pull_number, r.reviewer_id, MAX(CASE WHEN r.state = 'APPROVED' THEN 1 ELSE 0 END)
  FROM (SELECT pull_number, change_seq, reviewer_id, state
          FROM reviews
         WHERE reviewer_id IS NOT NULL) AS r
  JOIN changes AS h ON h.seq = r.change_seq OR (r.change_seq IS NULL AND h.pull_number = r.pull_number)
 WHERE h.pull_number IS NOT NULL
   AND h.seq <= :seq
 GROUP BY h.pull_number, r.reviewer_id
 ORDER BY h.pull_number, r.reviewer_id;

-- name: issues
-- All issues.
SELECT key, tracker, is_known, status, status_category, components, created_at, resolved_at
  FROM issues;

-- name: writers
-- How many changes each human wrote, and when last.
SELECT h.author_id, COUNT(*), MAX(h.at)
  FROM changes AS h
  JOIN developers AS d ON d.id = h.author_id AND d.is_bot = 0
 WHERE h.seq <= :seq
 GROUP BY h.author_id;

-- name: reviewers
-- How many reviews each human gave, and when last.
SELECT r.reviewer_id, COUNT(*), MAX(r.submitted_at)
  FROM reviews AS r
  JOIN developers AS d ON d.id = r.reviewer_id AND d.is_bot = 0
 GROUP BY r.reviewer_id;

-- name: cursors
-- How far each source was read, in each direction.
SELECT source, name, position
  FROM cursors;
