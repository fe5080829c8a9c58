-- How much the memory holds as of the change :seq.

-- name: tip
-- The newest commit of the branch.
SELECT k.sha
  FROM changes AS h
  JOIN commits AS k ON k.id = h.commit_id
 WHERE h.seq = :seq;

-- name: commits
-- How many commits landed.
SELECT COUNT(*)
  FROM commits
 WHERE change_seq <= :seq;

-- name: changes
-- How many steps the branch took, and how many pull requests landed by them.
SELECT COUNT(*), COUNT(DISTINCT pull_number)
  FROM changes
 WHERE seq <= :seq;

-- name: issues
-- How many issues are named by what landed.
SELECT COUNT(*)
  FROM (SELECT ci.issue_id
          FROM commit_issues AS ci
          JOIN commits AS k ON k.id = ci.commit_id
         WHERE k.change_seq <= :seq
        UNION
        SELECT pi.issue_id
          FROM pr_issues AS pi
          JOIN changes AS h ON h.pull_number = pi.pull_number
         WHERE h.seq <= :seq) AS named;

-- name: landing
-- The commit by which a pull request landed; a number that landed twice landed last.
SELECT k.sha
  FROM changes AS h
  JOIN commits AS k ON k.id = h.commit_id
 WHERE h.pull_number = :number
   AND h.seq <= :seq
 ORDER BY h.seq DESC
 LIMIT 1;
