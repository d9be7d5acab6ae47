#include "directory/replica.hpp"

#include "directory/damage.hpp"

#include <lmdb.h>

#include <algorithm>

namespace mailapp::directory {
namespace {

/// Another layout of databases or records: a replica of another number is rebuilt.
constexpr std::string_view layout = "3";
constexpr std::string_view layout_key = "layout";
constexpr std::string_view state_key = "state";
constexpr std::string_view system_mail_key = "system_mail";

enum Database : std::size_t {
    meta,
    domains,
    alias_domains,
    mailboxes,
    aliases,
    sender_acls,
    grants,
    signed_domains
};
std::vector<std::string> const database_names{"meta",  "domain",     "alias_domain", "mailbox",
                                              "alias", "sender_acl", "grant",        "signed_domain"};

/// No address has a space, so this key is found by "SENDER " and only there.
std::string grant_key(std::string_view sender, std::string_view mailbox) {
    return std::string(sender) + ' ' + std::string(mailbox);
}

template <class T>
std::optional<T> read_record(Lmdb::Read const& read, Database database, std::string_view key) {
    auto const bytes = read.get(database, key);
    if (!bytes) return std::nullopt;
    return decode_record<T>(key, *bytes);
}

}  // namespace

Replica::Replica(fs::path const& directory) : lmdb_(directory, database_names) {}

std::optional<std::string> Replica::find_damage(fs::path const& directory) {
    if (!fs::exists(directory / "data.mdb")) return "its data file is gone";
    return directory::find_damage(directory, database_names, [](std::size_t database, std::string_view key) {
        return database == meta && key == layout_key;
    });
}

std::unique_ptr<Replica> Replica::open(fs::path const& directory) {
    if (!fs::exists(directory / "data.mdb")) throw LmdbError("there is no replica", MDB_NOTFOUND);
    std::unique_ptr<Replica> replica(new Replica(directory));
    auto const found = [&replica]() -> std::optional<std::string> {
        auto const bytes = Lmdb::Read(replica->lmdb_).get(meta, layout_key);
        if (!bytes) return std::nullopt;
        return std::string(*bytes);
    }();
    if (!found) throw LmdbError("the replica is unfinished", MDB_CORRUPTED);
    if (*found != layout) throw OtherLayout();
    View(*replica).state();
    return replica;
}

std::unique_ptr<Replica> Replica::create(fs::path const& directory) {
    ensure_directory(directory, {.bits = 0700});
    std::unique_ptr<Replica> replica(new Replica(directory));
    replica->lmdb_.set_durable(false);
    return replica;
}

void Replica::finish(ReplicaState const& state) {
    {
        Lmdb::Write write(lmdb_);
        write.put(meta, layout_key, layout);
        write.put(meta, state_key, encode_record(state_key, state));
        write.commit();
    }
    lmdb_.sync();
    lmdb_.set_durable(true);
}

ReplicaState Replica::View::state() const {
    auto state = read_record<ReplicaState>(read_, meta, state_key);
    if (!state) throw CorruptRecord("the replica has no state");
    return std::move(*state);
}

std::optional<DomainRecord> Replica::View::domain(std::string_view name) const {
    return read_record<DomainRecord>(read_, domains, name);
}

std::optional<AliasDomainRecord> Replica::View::alias_domain(std::string_view name) const {
    return read_record<AliasDomainRecord>(read_, alias_domains, name);
}

std::optional<MailboxRecord> Replica::View::mailbox(std::string_view address) const {
    return read_record<MailboxRecord>(read_, mailboxes, address);
}

std::optional<AliasRecord> Replica::View::alias(std::string_view address) const {
    return read_record<AliasRecord>(read_, aliases, address);
}

std::vector<std::string> Replica::View::granted_to(std::string_view sender, std::size_t at_most) const {
    std::vector<std::string> found;
    auto const prefix = grant_key(sender, "");
    read_.each(grants, prefix, [&](std::string_view key, std::string_view value) {
        decode_record<GrantRecord>(key, value);
        found.emplace_back(key.substr(prefix.size()));
        return found.size() < at_most;
    });
    return found;
}

bool Replica::View::is_signed(std::string_view domain) const {
    return read_record<SignedDomainRecord>(read_, signed_domains, domain).has_value();
}

std::optional<std::string> Replica::View::system_mail() const {
    auto record = read_record<SettingRecord>(read_, meta, system_mail_key);
    if (!record) return std::nullopt;
    return std::move(record->value);
}

std::size_t Replica::View::mailbox_count() const {
    return read_.count(mailboxes);
}

template <class T>
void Replica::Batch::set(std::size_t database, std::string_view key, std::optional<T> const& record) {
    if (record) {
        write_.put(database, key, encode_record(key, *record));
    } else {
        write_.erase(database, key);
    }
}

void Replica::Batch::set_domain(std::string_view name, std::optional<DomainRecord> const& record) {
    set(domains, name, record);
}

void Replica::Batch::set_alias_domain(std::string_view name, std::optional<AliasDomainRecord> const& record) {
    set(alias_domains, name, record);
}

void Replica::Batch::set_mailbox(std::string_view address, std::optional<MailboxRecord> const& record) {
    set(mailboxes, address, record);
}

void Replica::Batch::set_alias(std::string_view address, std::optional<AliasRecord> const& record) {
    set(aliases, address, record);
}

void Replica::Batch::set_sender_acl(std::string_view mailbox, std::vector<std::string> const& senders) {
    SenderAclRecord before;
    if (auto const bytes = write_.get(sender_acls, mailbox))
        before = decode_record<SenderAclRecord>(mailbox, *bytes);
    for (auto const& sender : before.senders) write_.erase(grants, grant_key(sender, mailbox));
    for (auto const& sender : senders) {
        auto const key = grant_key(sender, mailbox);
        write_.put(grants, key, encode_record(key, GrantRecord{}));
    }
    std::optional<SenderAclRecord> now;
    if (!senders.empty()) now = SenderAclRecord{senders};
    set(sender_acls, mailbox, now);
}

void Replica::Batch::set_signed(std::string_view domain, bool is_signed) {
    set(signed_domains, domain, is_signed ? std::optional(SignedDomainRecord{}) : std::nullopt);
}

void Replica::Batch::set_system_mail(std::optional<std::string> const& address) {
    std::optional<SettingRecord> record;
    if (address) record = SettingRecord{*address};
    set(meta, system_mail_key, record);
}

void Replica::Batch::set_state(ReplicaState const& state) {
    write_.put(meta, state_key, encode_record(state_key, state));
}

}  // namespace mailapp::directory
