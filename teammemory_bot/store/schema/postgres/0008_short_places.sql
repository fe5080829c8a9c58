-- The changes of a word are kept by their places in the block, in two bytes instead of four
-- (store/word_index.py). Made of other tables: what was indexed is indexed anew with the next batch, and
-- read from the rows until then.
DELETE FROM change_words;
DELETE FROM memory WHERE name = 'indexed_changes';
