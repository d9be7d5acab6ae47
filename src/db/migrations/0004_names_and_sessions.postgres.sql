-- Every new password has a number, since two can come in one second; who signed in is told by the mailbox and that
-- number, and each protocol's sessions are ended by themselves. pending: the protocols whose sessions are still to be
-- ended, as in rights.
ALTER TABLE mailbox ADD COLUMN password_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE mailbox_session_right ADD COLUMN mailbox BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailbox_session_right ADD COLUMN password_version BIGINT NOT NULL DEFAULT 1;
UPDATE mailbox_session_right SET pending = 7 WHERE pending = 1;
UPDATE mailbox_session_right SET mailbox =
    COALESCE((SELECT m.id FROM mailbox m WHERE m.address = mailbox_session_right.address), 0);
UPDATE mailbox_session_right SET password_version = 0 WHERE NOT EXISTS
    (SELECT 1 FROM mailbox m WHERE m.address = mailbox_session_right.address
     AND m.password_changed = mailbox_session_right.password_changed);
ALTER TABLE mailbox_session_right DROP COLUMN password_changed;
DROP INDEX mailbox_session_right_pending;
CREATE INDEX mailbox_session_right_pending ON mailbox_session_right (address) WHERE pending <> 0;

-- A store is a path of plain names. Those of local parts with other characters never took mail, as Dovecot did not know
-- such names.
INSERT INTO change (topic, key, at) SELECT 'mailbox', address, CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)
    FROM mailbox WHERE local_part ~ '[^a-z0-9._-]';
UPDATE mailbox SET store = domain || '/box-' || id WHERE local_part ~ '[^a-z0-9._-]';
