-- Whether a developer's name is spelled as its bearer spells it (store/shown_person.py): whoever names
-- others in a trailer mistypes them.
ALTER TABLE developers ADD COLUMN name_is_own SMALLINT NOT NULL DEFAULT 0;
