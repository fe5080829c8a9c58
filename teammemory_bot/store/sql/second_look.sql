-- Single records from an API, for those who doubt. Pull requests are looked up by number, as of now:
-- which of them had landed as of :seq is git's to say.

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
