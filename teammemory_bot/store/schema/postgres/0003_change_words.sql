-- By which words and directories changes are found again (store/word_index.py). Blocks of changes
-- that can no longer grow; whoever takes changes back takes the blocks from theirs on back as well.
CREATE TABLE change_words (
  kind SMALLINT NOT NULL,       -- 1 title word, 2 path word, 3 directory
  word TEXT COLLATE "C" NOT NULL, -- of a very long one: its hash
  block INTEGER NOT NULL,       -- changes 1,024 * block up to the next block
  changes BYTEA NOT NULL,       -- their numbers: four bytes each, low one first; ascending
  PRIMARY KEY (kind, word, block)
);
