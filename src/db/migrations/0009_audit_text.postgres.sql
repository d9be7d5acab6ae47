-- As for SQLite; its full-text index finds the entries by the three letters, which are lexemes here.
CREATE TABLE audit_text (
    rowid    BIGINT PRIMARY KEY,
    text     TEXT NOT NULL,
    trigrams TSVECTOR NOT NULL
);
CREATE INDEX audit_text_trigrams ON audit_text USING GIN (trigrams);
