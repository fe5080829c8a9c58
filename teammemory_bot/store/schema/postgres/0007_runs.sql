-- What each run said, and from what (store/run_log.py): an answer can be given again later and compared. A
-- row's link is made of the link before it and the row's own digest, so that no row can be changed, removed
-- or put in between unnoticed. The record itself may go: its digest stays, and so does the chain.
CREATE TABLE runs (
  number INTEGER PRIMARY KEY,                    -- dense from 1
  record_digest TEXT COLLATE "C" NOT NULL,       -- SHA-256 of the record, hexadecimal
  link TEXT COLLATE "C" NOT NULL,                -- SHA-256 of the previous link and the digest
  record TEXT COLLATE "C"                        -- canonical JSON (domain/run_record.py); NULL: redacted
);
