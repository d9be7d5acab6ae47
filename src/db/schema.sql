-- Written by tools/schema.py from migrations/: the schema as it is now.

CREATE TABLE administrator (
    id                    INTEGER PRIMARY KEY AUTOINCREMENT,
    username              TEXT NOT NULL UNIQUE,
    password_hash         TEXT NOT NULL,
    active                BIGINT NOT NULL,
    force_second_factor   BIGINT NOT NULL,
    force_password_change BIGINT NOT NULL,
    created               BIGINT NOT NULL,
    modified              BIGINT,
    version               BIGINT NOT NULL
);

CREATE TABLE alias (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    address         TEXT NOT NULL UNIQUE,
    domain          TEXT NOT NULL,
    delivery        TEXT NOT NULL,
    active          BIGINT NOT NULL,
    internal        BIGINT NOT NULL,
    sender_allowed  BIGINT NOT NULL,
    sogo_visible    BIGINT NOT NULL,
    public_comment  TEXT,
    private_comment TEXT,
    created         BIGINT NOT NULL,
    modified        BIGINT,
    version         BIGINT NOT NULL
);

CREATE INDEX alias_active ON alias (active, address);

CREATE INDEX alias_created ON alias (created, address);

CREATE INDEX alias_delivery ON alias (delivery, address);

CREATE INDEX alias_domain_address ON alias (domain, address);

CREATE INDEX alias_internal ON alias (internal, address);

CREATE TABLE alias_destination (
    alias_id BIGINT NOT NULL REFERENCES alias (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    address  TEXT NOT NULL,
    PRIMARY KEY (alias_id, position)
);

CREATE INDEX alias_destination_address ON alias_destination (address);

CREATE TABLE alias_domain (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT NOT NULL UNIQUE,
    target_domain    TEXT NOT NULL REFERENCES domain (name),
    active           BIGINT NOT NULL,
    rate_limit_value BIGINT NOT NULL,
    rate_limit_frame TEXT NOT NULL,
    created          BIGINT NOT NULL,
    modified         BIGINT,
    version          BIGINT NOT NULL
);

CREATE INDEX alias_domain_target ON alias_domain (target_domain, name);

CREATE TABLE api_key (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    access        TEXT NOT NULL,
    description   TEXT NOT NULL,
    key_hash      TEXT NOT NULL UNIQUE,
    hint          TEXT NOT NULL,
    allow_from    TEXT NOT NULL,
    skip_ip_check BIGINT NOT NULL,
    active        BIGINT NOT NULL,
    created       BIGINT NOT NULL,
    modified      BIGINT,
    version       BIGINT NOT NULL
);

CREATE TABLE audit_entry (
    seq        BIGINT PRIMARY KEY,
    at         BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor      TEXT NOT NULL,
    remote     TEXT NOT NULL,
    request_id TEXT NOT NULL,
    action     TEXT NOT NULL,
    object     TEXT NOT NULL,
    details    TEXT NOT NULL,
    hash       TEXT NOT NULL
);

CREATE INDEX audit_entry_action ON audit_entry (action, seq);

CREATE INDEX audit_entry_actor ON audit_entry (actor, seq);

CREATE INDEX audit_entry_at ON audit_entry (at, seq);

CREATE INDEX audit_entry_object ON audit_entry (object, seq);

CREATE VIRTUAL TABLE audit_text USING fts5(text, detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1');

CREATE TABLE 'audit_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'audit_text_content'(id INTEGER PRIMARY KEY, c0);

CREATE TABLE 'audit_text_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'audit_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE change (
    seq   INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    key   TEXT NOT NULL,
    at    BIGINT NOT NULL
);

CREATE INDEX change_object ON change (topic, key, seq);

CREATE TABLE change_follower (
    name TEXT PRIMARY KEY,
    seq  BIGINT NOT NULL,
    at   BIGINT NOT NULL
);

CREATE TABLE dkim_key (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    domain      TEXT NOT NULL,
    selector    TEXT NOT NULL,
    algorithm   TEXT NOT NULL,
    bits        BIGINT NOT NULL,
    public_key  TEXT NOT NULL,
    private_key TEXT NOT NULL,
    created     BIGINT NOT NULL,
    UNIQUE (domain, selector),
    UNIQUE (domain, algorithm)
);

CREATE UNIQUE INDEX dkim_key_field ON dkim_key ((selector || '.' || domain));

CREATE TABLE domain (
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    name                 TEXT NOT NULL UNIQUE,
    description          TEXT NOT NULL,
    max_aliases          BIGINT NOT NULL,
    max_mailboxes        BIGINT NOT NULL,
    default_quota        BIGINT NOT NULL,
    max_quota            BIGINT NOT NULL,
    quota                BIGINT NOT NULL,
    relay_host           BIGINT NOT NULL,
    backup_mx            BIGINT NOT NULL,
    relay_all_recipients BIGINT NOT NULL,
    relay_unknown_only   BIGINT NOT NULL,
    global_address_list  BIGINT NOT NULL,
    active               BIGINT NOT NULL,
    rate_limit_value     BIGINT NOT NULL,
    rate_limit_frame     TEXT NOT NULL,
    mailbox_count        BIGINT NOT NULL DEFAULT 0,
    alias_count          BIGINT NOT NULL DEFAULT 0,
    assigned_quota       BIGINT NOT NULL DEFAULT 0,
    bytes_used           BIGINT NOT NULL DEFAULT 0,
    message_count        BIGINT NOT NULL DEFAULT 0,
    created              BIGINT NOT NULL,
    modified             BIGINT,
    version              BIGINT NOT NULL
);

CREATE TABLE domain_tag (
    domain TEXT NOT NULL REFERENCES domain (name) ON DELETE CASCADE,
    tag    TEXT NOT NULL,
    PRIMARY KEY (domain, tag)
);

CREATE INDEX domain_tag_tag ON domain_tag (tag, domain);

CREATE TABLE idempotency (
    scope      TEXT NOT NULL,
    key        TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    status     BIGINT NOT NULL,
    response   TEXT NOT NULL,
    created    BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);

CREATE INDEX idempotency_created ON idempotency (created);

CREATE TABLE mailbox (
    id                      INTEGER PRIMARY KEY AUTOINCREMENT,
    address                 TEXT NOT NULL UNIQUE,
    local_part              TEXT NOT NULL,
    domain                  TEXT NOT NULL REFERENCES domain (name),
    store                   TEXT NOT NULL UNIQUE,
    name                    TEXT NOT NULL,
    quota                   BIGINT NOT NULL,
    active                  BIGINT NOT NULL,
    auth_source             TEXT NOT NULL,
    password_hash           TEXT NOT NULL,
    password_changed        BIGINT NOT NULL,
    force_password_change   BIGINT NOT NULL,
    force_second_factor     BIGINT NOT NULL,
    tls_enforce_in          BIGINT NOT NULL,
    tls_enforce_out         BIGINT NOT NULL,
    imap_access             BIGINT NOT NULL,
    pop3_access             BIGINT NOT NULL,
    smtp_access             BIGINT NOT NULL,
    sieve_access            BIGINT NOT NULL,
    eas_access              BIGINT NOT NULL,
    dav_access              BIGINT NOT NULL,
    sogo_access             BIGINT NOT NULL,
    tagged_mail_handler     TEXT NOT NULL,
    quarantine_notification TEXT NOT NULL,
    quarantine_category     TEXT NOT NULL,
    relay_host              BIGINT NOT NULL,
    recovery_address        TEXT NOT NULL,
    rate_limit_value        BIGINT NOT NULL,
    rate_limit_frame        TEXT NOT NULL,
    permissions             TEXT NOT NULL,
    custom_attributes       TEXT NOT NULL,
    created                 BIGINT NOT NULL,
    modified                BIGINT,
    version                 BIGINT NOT NULL
, password_version BIGINT NOT NULL DEFAULT 1);

CREATE INDEX mailbox_active ON mailbox (active, address);

CREATE INDEX mailbox_created ON mailbox (created, address);

CREATE INDEX mailbox_domain ON mailbox (domain, address);

CREATE INDEX mailbox_name ON mailbox (name, address);

CREATE INDEX mailbox_quota ON mailbox (quota, address);

CREATE TABLE mailbox_login (
    address TEXT NOT NULL REFERENCES mailbox (address) ON DELETE CASCADE ON UPDATE CASCADE,
    service TEXT NOT NULL,
    at      BIGINT NOT NULL,
    remote  TEXT NOT NULL,
    PRIMARY KEY (address, service)
);

CREATE TABLE mailbox_session_right (
    address          TEXT PRIMARY KEY,
    domain           TEXT NOT NULL,
    rights           BIGINT NOT NULL,
    pending          BIGINT NOT NULL
, mailbox BIGINT NOT NULL DEFAULT 0, password_version BIGINT NOT NULL DEFAULT 1);

CREATE INDEX mailbox_session_right_domain ON mailbox_session_right (domain);

CREATE INDEX mailbox_session_right_pending ON mailbox_session_right (address) WHERE pending <> 0;

CREATE TABLE mailbox_tag (
    address TEXT NOT NULL REFERENCES mailbox (address) ON DELETE CASCADE ON UPDATE CASCADE,
    tag     TEXT NOT NULL,
    PRIMARY KEY (address, tag)
);

CREATE INDEX mailbox_tag_tag ON mailbox_tag (tag, address);

CREATE TABLE mailbox_usage (
    address    TEXT PRIMARY KEY REFERENCES mailbox (address) ON DELETE CASCADE ON UPDATE CASCADE,
    domain     TEXT NOT NULL,
    bytes      BIGINT NOT NULL,
    messages   BIGINT NOT NULL,
    quota      BIGINT NOT NULL DEFAULT 0,
    percent    BIGINT GENERATED ALWAYS AS (CASE WHEN quota >= 100 THEN bytes / (quota / 100) ELSE 0 END) STORED,
    last_login BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX mailbox_usage_bytes ON mailbox_usage (bytes, address);

CREATE INDEX mailbox_usage_domain ON mailbox_usage (domain, bytes, messages);

CREATE INDEX mailbox_usage_last_login ON mailbox_usage (last_login, address);

CREATE INDEX mailbox_usage_messages ON mailbox_usage (messages, address);

CREATE INDEX mailbox_usage_percent ON mailbox_usage (percent, address);

CREATE TABLE sender_acl (
    address TEXT NOT NULL REFERENCES mailbox (address) ON DELETE CASCADE ON UPDATE CASCADE,
    sender  TEXT NOT NULL,
    PRIMARY KEY (address, sender)
);

CREATE INDEX sender_acl_sender ON sender_acl (sender);

CREATE TABLE session (
    id_hash          TEXT PRIMARY KEY,
    public_id        TEXT NOT NULL UNIQUE,
    administrator_id BIGINT NOT NULL REFERENCES administrator (id) ON DELETE CASCADE,
    remote           TEXT NOT NULL,
    user_agent       TEXT NOT NULL,
    created          BIGINT NOT NULL,
    last_used        BIGINT NOT NULL
);

CREATE INDEX session_administrator ON session (administrator_id);

CREATE INDEX session_last_used ON session (last_used);

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE template (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    attributes TEXT NOT NULL,
    created    BIGINT NOT NULL,
    modified   BIGINT,
    version    BIGINT NOT NULL,
    UNIQUE (kind, name)
);

CREATE VIEW directory_alias AS
    SELECT id, address, domain, delivery, active, internal, sender_allowed FROM alias;

CREATE VIEW directory_alias_destination AS
    SELECT alias_id, position, address FROM alias_destination;

CREATE VIEW directory_alias_domain AS
    SELECT name, target_domain, active FROM alias_domain;

CREATE VIEW directory_domain AS
    SELECT name, active, backup_mx, relay_all_recipients, relay_unknown_only, relay_host FROM domain;

CREATE VIEW directory_mailbox AS
    SELECT address, domain, store, active, quota, auth_source, password_hash, imap_access, pop3_access, smtp_access,
           sieve_access, tls_enforce_in, tls_enforce_out, relay_host FROM mailbox;

CREATE VIEW directory_sender_acl AS
    SELECT address, sender FROM sender_acl;

CREATE VIEW directory_signed_domain AS
    SELECT DISTINCT domain AS name FROM dkim_key;
