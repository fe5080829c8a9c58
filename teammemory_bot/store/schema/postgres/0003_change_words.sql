-- By which words and directories changes are found again (store/word_index.py). Whoever takes changes
-- back takes the blocks from theirs on back as well.
CREATE TABLE change_words (
  kind SMALLINT NOT NULL,       -- 1 title word, 2 path word, 3 directory
  word TEXT COLLATE "C" NOT NULL, -- of a very long one: its hash
  block INTEGER NOT NULL,       -- of 1,024 changes each, from the first on
  changes BYTEA NOT NULL,       -- their numbers: four bytes each, low one first; ascending
  PRIMARY KEY (kind, word, block)
);

-- Who reviewed what, in the order in which the whole past is read.
CREATE INDEX reviews_in_order ON reviews (source, change_seq, reviewer_id);
