-- Who wrote and reviewed what, as of the change :seq.

-- name: packed_changes
-- When changes landed and who had a hand in them, block by block (store/change_columns.py).
SELECT landed, n_files, authors, n_reviewers, reviewers, people, newest
  FROM change_columns
 WHERE block <= :block
 ORDER BY block;

-- name: changes_of_person
-- Which changes of the blocks before :block a person wrote, or reviewed.
SELECT changes
  FROM change_people
 WHERE role = :role
   AND developer_id = :person
   AND block < :block
 ORDER BY block;

-- name: summed_blocks
-- What the blocks before :block weigh by a word, kind by kind (store/change_sums.py).
SELECT signal, block, people, masses
  FROM change_sums
 WHERE word = :word
   AND block < :block
 ORDER BY signal, block;

-- name: common_words
-- The words that at least so many of a block's changes have, four bytes each.
SELECT kind, word, changes
  FROM change_words
 WHERE block = :block
   AND LENGTH(changes) >= 4 * :least
 ORDER BY kind, word;

-- name: other_authors
-- Where the API names another author than git: a commit's author can be forged, an account cannot.
SELECT h.seq, p.author_id
  FROM pull_requests AS p
  JOIN changes AS h ON h.pull_number = p.number
 WHERE p.origin = 'api'
   AND p.author_id <> h.author_id
   AND h.seq BETWEEN :first AND :seq
 ORDER BY h.seq;

-- name: bots
-- Who is no human, or not to be named any more.
SELECT id
  FROM developers
 WHERE is_bot = 1
    OR is_forgotten = 1;

-- name: trailer_reviews
-- Whom commit messages name as reviewers of the changes from :first on.
SELECT r.reviewer_id, r.change_seq
  FROM reviews AS r
 WHERE r.change_seq BETWEEN :first AND :seq
   AND r.source = 'trailer'
   AND r.reviewer_id IS NOT NULL
 ORDER BY r.change_seq, r.reviewer_id;

-- name: api_reviews
-- Who submitted reviews of pull requests that landed as the changes from :first on.
SELECT DISTINCT r.reviewer_id, h.seq
  FROM reviews AS r
  JOIN changes AS h ON h.pull_number = r.pull_number
 WHERE h.seq BETWEEN :first AND :seq
   AND r.source = 'api'
   AND r.state <> 'PENDING'
   AND r.reviewer_id IS NOT NULL
 ORDER BY h.seq, r.reviewer_id;

-- name: indexed_changes
-- Which changes a word is of, block by block (store/word_index.py).
SELECT block, changes
  FROM change_words
 WHERE kind = :kind
   AND word = :word
   AND block <= :block
 ORDER BY block;

-- name: changes_of_file
-- The changes that touched a file.
SELECT DISTINCT f.seq
  FROM change_files AS f
 WHERE f.file_id = :file_id
   AND f.seq <= :seq
 ORDER BY f.seq;

-- name: titles
-- What the changes from :first to :last are called.
SELECT h.seq, COALESCE(h.title, k.subject)
  FROM changes AS h
  JOIN commits AS k ON k.id = h.commit_id
 WHERE h.seq BETWEEN :first AND :last
   AND h.seq <= :seq
 ORDER BY h.seq;

-- name: touched_paths
-- Which files the changes from :first to :last touched, and what these were called then.
SELECT f.seq, f.file_id, p.path
  FROM change_files AS f
  JOIN paths AS p ON p.id = f.path_id
 WHERE f.seq BETWEEN :first AND :last
   AND f.seq <= :seq
 ORDER BY f.seq, f.file_id, f.path_id;

-- name: line_counts
-- How many lines each change added to and took from its files, where they were counted.
SELECT f.seq, f.file_id, SUM(f.added + f.deleted)
  FROM change_files AS f
 WHERE f.seq <= :seq
   AND f.added IS NOT NULL
   AND f.deleted IS NOT NULL
 GROUP BY f.seq, f.file_id
 ORDER BY f.seq, f.file_id;
