-- Files, changes and talk as a whole, as of the change :seq: what parts of the code are made of.

-- name: living_files
-- The files that exist, by their present names.
SELECT f.id, p.path, p.kind
  FROM files AS f
  JOIN paths AS p ON p.id = f.path_id
 WHERE f.born_seq <= :seq
   AND (f.gone_seq IS NULL OR f.gone_seq > :seq)
 ORDER BY f.id;

-- name: touches_since
-- Which files the changes since a time touched.
SELECT f.seq, f.file_id, f.added, f.deleted
  FROM changes AS h
  JOIN change_files AS f ON f.seq = h.seq
 WHERE h.at >= :since
   AND h.seq <= :seq;

-- name: changes_since
-- The changes since a time, oldest first.
SELECT h.seq, k.sha, h.at, COALESCE(h.title, k.subject), h.author_id, h.pull_number, h.fix_rule,
       h.is_revert, h.n_files
  FROM changes AS h
  JOIN commits AS k ON k.id = h.commit_id
 WHERE h.at >= :since
   AND h.seq <= :seq
 ORDER BY h.seq;

-- name: keys_of_changes_since
-- Which issues the commits and pull requests of the changes since a time name.
SELECT h.seq, i.key
  FROM changes AS h
  JOIN commits AS c ON c.change_seq = h.seq
  JOIN commit_issues AS ci ON ci.commit_id = c.id
  JOIN issues AS i ON i.id = ci.issue_id
 WHERE h.at >= :since
   AND h.seq <= :seq
 UNION
SELECT h.seq, i.key
  FROM changes AS h
  JOIN pr_issues AS n ON n.pull_number = h.pull_number
  JOIN issues AS i ON i.id = n.issue_id
 WHERE h.at >= :since
   AND h.seq <= :seq
 ORDER BY 1, 2;

-- name: talk_of_pulls
-- How many people reviewed each pull request, and how many review comments it got.
SELECT r.pull_number, COUNT(DISTINCT r.reviewer_id), SUM(r.n_comments)
  FROM reviews AS r
 WHERE r.pull_number IS NOT NULL
   AND r.submitted_at <= :until
 GROUP BY r.pull_number;

-- name: reviews_of_changes
-- Who reviewed which change: by the API's pull request or by trailers.
SELECT h.seq, r.reviewer_id, MAX(r.submitted_at)
  FROM reviews AS r
  JOIN changes AS h ON h.seq = r.change_seq OR h.pull_number = r.pull_number
 WHERE r.reviewer_id IS NOT NULL
   AND h.at >= :since
   AND h.seq <= :seq
 GROUP BY h.seq, r.reviewer_id;

-- name: comments_on_issues
-- Who commented on which issue how often, until a time.
SELECT i.key, c.author_id, COUNT(*), MAX(c.created_at)
  FROM issue_comments AS c
  JOIN issues AS i ON i.id = c.issue_id
 WHERE c.author_id IS NOT NULL
   AND c.created_at <= :until
 GROUP BY i.key, c.author_id;

-- name: changes_of_author
-- How many changes somebody wrote, counted up to :most.
SELECT COUNT(*)
  FROM (SELECT seq
          FROM changes
         WHERE author_id = :author
           AND seq <= :seq
         LIMIT :most) AS written;

-- name: joined_by_name
-- Who holds an identity that was joined by a proof of one kind.
SELECT DISTINCT i.developer_id
  FROM identity_joins AS j
  JOIN identities AS i ON i.persona_id = j.persona_id
 WHERE j.proof = :proof
 ORDER BY i.developer_id;
