-- What proves that identities are one person, kept apart from what follows from it, so that it can be
-- weighed anew. A *persona* is whoever one address, login or account stands for before anything joins.

ALTER TABLE identities ADD COLUMN persona_id INTEGER NOT NULL DEFAULT 0;
UPDATE identities SET persona_id = developer_id;
CREATE INDEX identities_of_persona ON identities (persona_id);

-- The full names, folded, that a persona was seen with.
CREATE TABLE persona_names (
  persona_id INTEGER NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (persona_id, name)
);

-- Two keys that something proves to be one person's.
CREATE TABLE identity_links (
  a_kind TEXT COLLATE "C" NOT NULL,
  a_value TEXT COLLATE "C" NOT NULL,
  b_kind TEXT COLLATE "C" NOT NULL,
  b_value TEXT COLLATE "C" NOT NULL,
  proof TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (a_kind, a_value, b_kind, b_value, proof)
);

-- In whose pull requests came commits of an address that no account has proved to be its own.
CREATE TABLE identity_carriers (
  email TEXT COLLATE "C" NOT NULL,          -- salted hash
  login TEXT COLLATE "C" NOT NULL,          -- lower case
  PRIMARY KEY (email, login)
);

-- Which personas became part of which developer, and why.
CREATE TABLE identity_joins (
  persona_id INTEGER NOT NULL PRIMARY KEY,
  into_persona_id INTEGER NOT NULL,
  proof TEXT COLLATE "C" NOT NULL
);

-- Which issues are linked with each other, in the tracker's words.
CREATE TABLE issue_links (
  issue_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (issue_id, other_id, kind)
);
CREATE INDEX issue_links_of_other ON issue_links (other_id);

-- By what a forgotten person would be recognised: keyed hashes, and the row that took the place.
CREATE TABLE tombstones (
  mark TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  developer_id INTEGER NOT NULL
);
