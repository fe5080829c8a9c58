-- Issues and what hangs on them, as of the change :seq.

-- name: issue
-- An issue as its tracker told of it, and its newest key where it was moved.
SELECT i.key, i.tracker, i.summary, i.status, i.status_category, i.priority, i.type, i.components,
       i.created_at, i.updated_at, i.resolved_at,
       (SELECT MAX(o.key)
          FROM issue_links AS l
          JOIN issues AS o ON o.id = l.other_id
         WHERE l.issue_id = i.id
           AND l.kind = :moved)
  FROM issues AS i
 WHERE i.key = :key
   AND i.is_known = 1;

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

-- name: pulls_of_issue
-- The pull requests that name an issue, themselves or by a commit that they landed, newest first;
-- of those that have not landed by now, the ones opened until :until.
SELECT p.number, p.title, p.state, p.author_id, MAX(n.closes), MIN(h.seq)
  FROM (SELECT pi.pull_number AS number, pi.closes AS closes
          FROM pr_issues AS pi
          JOIN issues AS i ON i.id = pi.issue_id
         WHERE i.key = :key
         UNION ALL
        SELECT h.pull_number, ci.closes
          FROM issues AS i
          JOIN commit_issues AS ci ON ci.issue_id = i.id
          JOIN commits AS c ON c.id = ci.commit_id
          JOIN changes AS h ON h.seq = c.change_seq
         WHERE i.key = :key
           AND h.pull_number IS NOT NULL
           AND h.seq <= :seq) AS n
  JOIN pull_requests AS p ON p.number = n.number
  LEFT JOIN changes AS h ON h.pull_number = p.number
 WHERE h.seq <= :seq
    OR (h.seq IS NULL AND COALESCE(p.created_at, 0) <= :until)
 GROUP BY p.number, p.title, p.state, p.author_id
 ORDER BY p.number DESC;

-- name: commits_of_issue
-- The commits that name an issue, newest change first.
SELECT c.sha, c.change_seq, c.subject, c.author_id, c.committed_at, ci.closes, c.is_merge
  FROM issues AS i
  JOIN commit_issues AS ci ON ci.issue_id = i.id
  JOIN commits AS c ON c.id = ci.commit_id
 WHERE i.key = :key
   AND c.change_seq <= :seq
 ORDER BY c.change_seq DESC, c.id DESC;

-- name: paths_of_issue
-- Which files the commits that name an issue touched, by how many of them.
SELECT p.path, COUNT(DISTINCT c.id)
  FROM issues AS i
  JOIN commit_issues AS ci ON ci.issue_id = i.id
  JOIN commits AS c ON c.id = ci.commit_id
  JOIN commit_files AS f ON f.commit_id = c.id
  JOIN paths AS p ON p.id = f.path_id
 WHERE i.key = :key
   AND c.change_seq <= :seq
 GROUP BY p.path;

-- name: paths_of_pull
-- Which files a pull request changes: as the API lists them, and as it landed.
SELECT path, MAX(added), MAX(deleted)
  FROM (SELECT f.path AS path, f.added AS added, f.deleted AS deleted
          FROM pr_files AS f
         WHERE f.pull_number = :number
         UNION ALL
        SELECT p.path, cf.added, cf.deleted
          FROM changes AS h
          JOIN change_files AS cf ON cf.seq = h.seq
          JOIN paths AS p ON p.id = cf.path_id
         WHERE h.pull_number = :number
           AND h.seq <= :seq) AS touched
 GROUP BY path;

-- name: reviewers_of_pull
-- Who reviewed a pull request, by the API or by the trailers of the change that landed it.
SELECT r.reviewer_id, COUNT(*)
  FROM reviews AS r
  LEFT JOIN changes AS h ON h.seq = r.change_seq
 WHERE r.reviewer_id IS NOT NULL
   AND (r.pull_number = :number OR (h.pull_number = :number AND h.seq <= :seq))
 GROUP BY r.reviewer_id;

-- name: commenters_of_issue
-- Who commented on an issue until a time.
SELECT c.author_id, COUNT(*)
  FROM issues AS i
  JOIN issue_comments AS c ON c.issue_id = i.id
 WHERE i.key = :key
   AND c.author_id IS NOT NULL
   AND c.created_at <= :until
 GROUP BY c.author_id;

-- name: pull
-- A pull request by its number.
SELECT number, title, state, author_id, created_at, merged_at
  FROM pull_requests
 WHERE number = :number;

-- name: issues_of_pull
-- Which issues a pull request names, itself or by the commits that it landed.
SELECT DISTINCT i.key
  FROM issues AS i
  JOIN (SELECT pi.issue_id AS id
          FROM pr_issues AS pi
         WHERE pi.pull_number = :number
         UNION
        SELECT ci.issue_id
          FROM changes AS h
          JOIN commits AS c ON c.change_seq = h.seq
          JOIN commit_issues AS ci ON ci.commit_id = c.id
         WHERE h.pull_number = :number
           AND h.seq <= :seq) AS named ON named.id = i.id
 ORDER BY i.key;
