-- Rows of every table that people fill: what a migration must not lose.
INSERT INTO setting (name, value) VALUES ('database_id', '00112233445566778899aabbccddeeff');
INSERT INTO change (topic, key, at) VALUES ('mailbox', 'anna@one.example', 1795500000);
INSERT INTO change_follower (name, seq, at) VALUES ('effects', 1, 1795500000);
INSERT INTO audit_entry (seq, at, actor_kind, actor, remote, request_id, action, object, details, hash)
    VALUES (1, 1795500000, 'administrator', 'admin', '192.0.2.1', 'r1', 'mailbox.created', 'anna@one.example', '{}', 'h');
INSERT INTO administrator (username, password_hash, active, force_second_factor, force_password_change, created, version)
    VALUES ('admin', 'hash', 1, 0, 0, 1795500000, 1);
INSERT INTO session (id_hash, public_id, administrator_id, remote, user_agent, created, last_used)
    VALUES ('h', 'p', 1, '192.0.2.1', 'browser', 1795500000, 1795500000);
INSERT INTO api_key (access, description, key_hash, hint, allow_from, skip_ip_check, active, created, version)
    VALUES ('read_write', 'provisioning', 'h', 'abcd', '192.0.2.0/24', 0, 1, 1795500000, 1);
INSERT INTO idempotency (scope, key, body_hash, status, response, created)
    VALUES ('admin', 'k', 'h', 201, '{}', 1795500000);
INSERT INTO domain (name, description, max_aliases, max_mailboxes, default_quota, max_quota, quota, relay_host, backup_mx,
        relay_all_recipients, relay_unknown_only, global_address_list, active, rate_limit_value, rate_limit_frame,
        mailbox_count, alias_count, assigned_quota, created, version)
    VALUES ('one.example', 'One: "quoted"; it''s', 400, 10, 1024, 2048, 4096, 0, 0, 0, 0, 1, 1, 0, 'second', 1, 1, 1024,
        1795500000, 1);
INSERT INTO domain_tag (domain, tag) VALUES ('one.example', 'customer');
INSERT INTO alias_domain (name, target_domain, active, rate_limit_value, rate_limit_frame, created, version)
    VALUES ('alias.example', 'one.example', 1, 0, 'second', 1795500000, 1);
INSERT INTO mailbox (address, local_part, domain, store, name, quota, active, auth_source, password_hash,
        password_changed, force_password_change, force_second_factor, tls_enforce_in, tls_enforce_out, imap_access,
        pop3_access, smtp_access, sieve_access, eas_access, dav_access, sogo_access, tagged_mail_handler,
        quarantine_notification, quarantine_category, relay_host, recovery_address, rate_limit_value, rate_limit_frame,
        permissions, custom_attributes, created, version)
    VALUES ('anna@one.example', 'anna', 'one.example', 'one.example/anna-1', 'Anna Ä', 1024, 1, 'internal', '{PLAIN}x',
        1795500000, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 'none', 'hourly', 'reject', 0, '', 0, 'second', 'pw_reset', '{}',
        1795500000, 1);
INSERT INTO mailbox_tag (address, tag) VALUES ('anna@one.example', 'staff');
INSERT INTO mailbox_usage (address, domain, bytes, messages) VALUES ('anna@one.example', 'one.example', 512, 2);
INSERT INTO mailbox_login (address, service, at, remote) VALUES ('anna@one.example', 'imap', 1795500000, '192.0.2.1');
INSERT INTO sender_acl (address, sender) VALUES ('anna@one.example', '@one.example');
INSERT INTO alias (address, domain, delivery, active, internal, sender_allowed, sogo_visible, public_comment, created, version)
    VALUES ('info@one.example', 'one.example', 'forward', 1, 0, 1, 1, 'Info', 1795500000, 1);
INSERT INTO alias_destination (alias_id, position, address) VALUES (1, 0, 'anna@one.example');
INSERT INTO template (kind, name, attributes, created, version) VALUES ('domain', 'Large', '{}', 1795500000, 1);
INSERT INTO dkim_key (domain, selector, algorithm, bits, public_key, private_key, created)
    VALUES ('one.example', 'dkim', 'rsa', 2048, 'public', 'sealed', 1795500000);
INSERT INTO mailbox_session_right (address, domain, rights, mailbox, password_version, pending)
    VALUES ('anna@one.example', 'one.example', 7, 1, 1, 0);
