-- What the sources of conversation need to know of the memory.

-- name: cursors
-- How far a source has been read, in each direction.
SELECT name, position
  FROM cursors
 WHERE source = :source
 ORDER BY name;

-- name: commits_of_unknown_logins
-- The newest commit of each developer who has an e-mail address but no login, from a commit on.
SELECT last.id, newest.sha
  FROM developers AS d
  JOIN (SELECT c.author_id, MAX(c.id) AS id
          FROM commits AS c
         GROUP BY c.author_id) AS last ON last.author_id = d.id
  JOIN commits AS newest ON newest.id = last.id
 WHERE d.login IS NULL
   AND d.is_bot = 0
   AND d.is_forgotten = 0
   AND last.id > :after
   AND EXISTS (SELECT 1
                 FROM identities AS i
                WHERE i.developer_id = d.id
                  AND i.kind = 'email')
 ORDER BY last.id
 LIMIT :most;

-- name: named_jira_keys
-- The Jira issues that commits or pull requests name.
SELECT i.key
  FROM issues AS i
 WHERE i.tracker = 'jira'
   AND (EXISTS (SELECT 1 FROM commit_issues AS c WHERE c.issue_id = i.id)
        OR EXISTS (SELECT 1 FROM pr_issues AS p WHERE p.issue_id = i.id))
 ORDER BY i.key;

-- name: comments_under
-- The comments remembered under a pull request or issue of GitHub.
SELECT c.external_id
  FROM issue_comments AS c
 WHERE c.tracker = 'github'
   AND c.pull_number = :number
UNION
SELECT c.external_id
  FROM issue_comments AS c
  JOIN issues AS i ON i.id = c.issue_id
 WHERE c.tracker = 'github'
   AND i.key = :key
 ORDER BY 1;

-- name: comments_created
-- The comments on pull requests that were made between two moments, both aside.
SELECT c.external_id
  FROM issue_comments AS c
 WHERE c.tracker = 'github'
   AND c.pull_number IS NOT NULL
   AND c.created_at > :after
   AND c.created_at < :before
 ORDER BY c.external_id;

-- name: issues_created
-- The issues of GitHub that were opened between two moments, both aside.
SELECT i.key
  FROM issues AS i
 WHERE i.tracker = 'github'
   AND i.is_known = 1
   AND i.created_at > :after
   AND i.created_at < :before
 ORDER BY i.key;
