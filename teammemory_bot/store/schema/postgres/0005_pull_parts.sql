-- Parts of a pull request that are not as new as the rest of its row (store/pull_saver.py): an export may
-- carry the newest title without files, and an older one the files. Most pull requests have no row here.
CREATE TABLE pull_parts (
  pull_number INTEGER NOT NULL,
  part TEXT COLLATE "C" NOT NULL,
  told_at BIGINT NOT NULL,      -- the state of which moment it is of; 0: of none
  PRIMARY KEY (pull_number, part)
);
