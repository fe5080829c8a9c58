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
