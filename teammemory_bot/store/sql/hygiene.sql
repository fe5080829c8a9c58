-- The links that people write, as of the change :seq.

-- name: titles_of_newest_changes
-- The newest changes that no bot wrote.
SELECT h.seq, COALESCE(h.title, k.subject)
  FROM changes AS h
  JOIN commits AS k ON k.id = h.commit_id
  JOIN developers AS d ON d.id = h.author_id
 WHERE h.seq <= :seq
   AND d.is_bot = 0
 ORDER BY h.seq DESC
 LIMIT :last;

-- name: keys_since
-- Which issues the commits and pull requests of the changes from :first on name; no pull requests.
SELECT named.seq, named.issue_key
  FROM (SELECT c.change_seq AS seq, i.key AS issue_key
          FROM commits AS c
          JOIN commit_issues AS n ON n.commit_id = c.id
          JOIN issues AS i ON i.id = n.issue_id
         WHERE c.change_seq BETWEEN :first AND :seq
         UNION
        SELECT h.seq, i.key
          FROM changes AS h
          JOIN pr_issues AS n ON n.pull_number = h.pull_number
          JOIN issues AS i ON i.id = n.issue_id
         WHERE h.seq BETWEEN :first AND :seq) AS named
  LEFT JOIN pull_requests AS p
    ON p.number = CASE WHEN SUBSTR(named.issue_key, 1, 1) = '#'
                       THEN CAST(SUBSTR(named.issue_key, 2) AS INTEGER) END
 WHERE p.number IS NULL
 ORDER BY named.seq DESC, named.issue_key;

-- name: pull
-- Whether a number is a pull request's.
SELECT number
  FROM pull_requests
 WHERE number = :number;
