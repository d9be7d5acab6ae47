-- The domains whose mail is to be signed: the mail path keeps it from leaving without.
CREATE VIEW directory_signed_domain AS
    SELECT DISTINCT domain AS name FROM dkim_key;
