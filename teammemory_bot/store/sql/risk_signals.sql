-- What else is on record about a file or change, as of the change :seq. Nothing here carries points.

-- name: issues_of_change
-- The issues that a change's commits or pull request name.
SELECT i.key, i.summary, i.type
  FROM issues AS i
 WHERE i.id IN (SELECT n.issue_id
                  FROM changes AS h
                  JOIN commit_issues AS n
                    ON n.commit_id BETWEEN h.first_commit_id AND h.commit_id
                 WHERE h.seq = :number
                UNION
                SELECT n.issue_id
                  FROM pr_issues AS n
                  JOIN changes AS h ON h.pull_number = n.pull_number
                 WHERE h.seq = :number)
   AND :number <= :seq
 ORDER BY i.key;

-- name: incidents_on_file
-- Changes of a file that name an incident, newest first.
SELECT DISTINCT f.seq, i.key, i.summary, i.type
  FROM change_files AS f
  JOIN changes AS h ON h.seq = f.seq
  JOIN commit_issues AS n ON n.commit_id BETWEEN h.first_commit_id AND h.commit_id
  JOIN issues AS i ON i.id = n.issue_id
 WHERE f.file_id = :file_id
   AND f.seq <= :seq
   AND (LOWER(i.type) LIKE '%incident%' OR LOWER(i.labels) LIKE '%incident%'
        OR LOWER(i.labels) LIKE '%postmortem%' OR LOWER(i.labels) LIKE '%outage%')
UNION
SELECT f.seq, i.key, i.summary, i.type
  FROM change_files AS f
  JOIN changes AS h ON h.seq = f.seq
  JOIN pr_issues AS n ON n.pull_number = h.pull_number
  JOIN issues AS i ON i.id = n.issue_id
 WHERE f.file_id = :file_id
   AND f.seq <= :seq
   AND (LOWER(i.type) LIKE '%incident%' OR LOWER(i.labels) LIKE '%incident%'
        OR LOWER(i.labels) LIKE '%postmortem%' OR LOWER(i.labels) LIKE '%outage%')
 ORDER BY 1 DESC, 2;

-- name: failed_deployments_on_file
-- Failed deployments of commits whose change touched a file, newest first.
SELECT DISTINCT k.change_seq, d.environment, d.updated_at
  FROM deployments AS d
  JOIN commits AS k ON k.sha = d.sha
  JOIN change_files AS f ON f.seq = k.change_seq AND f.file_id = :file_id
 WHERE LOWER(d.state) IN ('failure', 'error')
   AND k.change_seq <= :seq
 ORDER BY d.updated_at DESC, k.change_seq DESC, d.environment;

-- name: open_pulls_on_path
-- The open pull requests that change a path.
SELECT p.number, p.title
  FROM pr_files AS f
  JOIN pull_requests AS p ON p.number = f.pull_number
 WHERE f.path = :path
   AND p.state = 'OPEN'
 ORDER BY p.number;

-- name: repairs_on_file
-- Later changes that name a change of the file as what they repair or follow up, newest first.
SELECT DISTINCT f.seq, k.change_seq, m.kind
  FROM change_files AS f
  JOIN changes AS h ON h.seq = f.seq
  JOIN commit_mentions AS m ON m.mentioned_id BETWEEN h.first_commit_id AND h.commit_id
  JOIN commits AS k ON k.id = m.commit_id
 WHERE f.file_id = :file_id
   AND m.kind <> 'reverts'
   AND k.change_seq <= :seq
 ORDER BY k.change_seq DESC, f.seq DESC, m.kind;

-- name: discussed_on_file
-- Changes of a file since a time, by how many comments their pull requests and reviews have.
SELECT h.seq,
       (SELECT COALESCE(SUM(r.n_comments), 0)
          FROM reviews AS r
         WHERE r.pull_number = h.pull_number)
       + (SELECT COUNT(*)
            FROM issue_comments AS c
           WHERE c.pull_number = h.pull_number) AS comments
  FROM (SELECT DISTINCT f.seq
          FROM change_files AS f
         WHERE f.file_id = :file_id
           AND f.seq <= :seq) AS touched
  JOIN changes AS h ON h.seq = touched.seq
 WHERE h.at >= :since
   AND h.pull_number IS NOT NULL
 ORDER BY comments DESC, h.seq DESC
 LIMIT :most;
