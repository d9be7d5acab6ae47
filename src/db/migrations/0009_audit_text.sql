-- What the audit trail is searched in: the folded text of each entry, and which three letters stand in it. Written with
-- the entry; what was there before is taken in by the step of this migration (audit_text.cpp).
CREATE VIRTUAL TABLE audit_text USING fts5(text, detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1');
