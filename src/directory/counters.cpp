#include "directory/counters.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "directory/damage.hpp"

namespace mailapp::directory {
namespace {

enum Database : std::size_t { meta, usages, logins, pendings };
std::vector<std::string> const database_names{"meta", "usage", "login", "pending"};

constexpr std::string_view boot_key = "boot";
constexpr std::string_view number_key = "number";
constexpr std::string_view usage_kind = "usage ";
constexpr std::string_view login_kind = "login ";

/// Another one after every start of the machine.
std::string boot_id() {
    auto const id = read_file("/proc/sys/kernel/random/boot_id");
    return id ? std::string(trim(*id)) : std::string();
}

template <class T>
std::optional<T> read_record(auto const& txn, Database database, std::string_view key) {
    auto const bytes = txn.get(database, key);
    if (!bytes) return std::nullopt;
    return decode_record<T>(key, *bytes);
}

/// "SERVICE ADDRESS"; neither has a space.
std::string login_key(std::string const& address, std::string const& service) {
    return service + " " + address;
}

std::unique_ptr<Lmdb> open_of_this_boot(fs::path const& directory, std::string const& boot) {
    if (!fs::exists(directory / "data.mdb")) return nullptr;
    auto const is_raw = [](std::size_t database, std::string_view key) {
        return database == meta && key == boot_key;
    };
    if (auto const damage = find_damage(directory, database_names, is_raw)) {
        log::warn("directory.counters_unusable", {{"problem", *damage}});
        return nullptr;
    }
    try {
        auto lmdb = std::make_unique<Lmdb>(directory, database_names);
        if (Lmdb::Read(*lmdb).get(meta, boot_key) == boot) return lmdb;
        log::info("directory.counters_of_another_boot");
    } catch (LmdbError const& problem) {
        log::warn("directory.counters_unusable", {{"problem", problem.what()}});
    }
    return nullptr;
}

void mark_pending(Lmdb::Write& write, std::string const& key) {
    auto const last = read_record<PendingRecord>(write, meta, number_key).value_or(PendingRecord{});
    PendingRecord const next{last.number + 1};
    write.put(meta, number_key, encode_record(number_key, next));
    write.put(pendings, key, encode_record(key, next));
}

}  // namespace

Counters::Counters(fs::path const& directory) : directory_(directory) {
    auto const boot = boot_id();
    lmdb_ = open_of_this_boot(directory, boot);
    if (!lmdb_) {
        fs::remove_all(directory);
        ensure_directory(directory, {.bits = 0700});
        lmdb_ = std::make_unique<Lmdb>(directory, database_names);
        Lmdb::Write write(*lmdb_);
        write.put(meta, boot_key, boot);
        write.commit();
        wants_usage_ = true;
    }
    lmdb_->set_durable(false);
}

std::optional<UsageRecord> Counters::usage(std::string const& address) const {
    return read_record<UsageRecord>(Lmdb::Read(*lmdb_), usages, address);
}

std::optional<LoginRecord> Counters::login(std::string const& address, std::string const& service) const {
    return read_record<LoginRecord>(Lmdb::Read(*lmdb_), logins, login_key(address, service));
}

void Counters::apply(Update const& update) {
    Lmdb::Write write(*lmdb_);
    if (update.bytes || update.messages) {
        auto usage = read_record<UsageRecord>(write, usages, update.address).value_or(UsageRecord{});
        usage.bytes = update.bytes.value_or(usage.bytes);
        usage.messages = update.messages.value_or(usage.messages);
        write.put(usages, update.address, encode_record(update.address, usage));
        mark_pending(write, std::string(usage_kind) + update.address);
    }
    if (update.service) {
        auto const key = login_key(update.address, *update.service);
        write.put(logins, key, encode_record(key, update.login));
        mark_pending(write, std::string(login_kind) + key);
    }
    write.commit();
}

void Counters::forget_usage(std::string const& address) {
    Lmdb::Write write(*lmdb_);
    write.erase(usages, address);
    write.erase(pendings, std::string(usage_kind) + address);
    write.commit();
}

void Counters::forget_all_usage() {
    std::vector<std::string> addresses;
    Lmdb::Read(*lmdb_).each(usages, "", [&](std::string_view key, std::string_view) {
        addresses.emplace_back(key);
        return true;
    });
    Lmdb::Write write(*lmdb_);
    for (auto const& address : addresses) {
        // What SQL does not know yet is newer than what it would give back.
        if (!write.get(pendings, std::string(usage_kind) + address)) write.erase(usages, address);
    }
    write.commit();
    wants_usage_ = true;
}

void Counters::learn_usage(std::vector<std::pair<std::string, UsageRecord>> const& known) {
    Lmdb::Write write(*lmdb_);
    for (auto const& [address, usage] : known)
        if (!write.get(usages, address)) write.put(usages, address, encode_record(address, usage));
    write.commit();
}

std::vector<Counters::Pending> Counters::pending(std::size_t at_most) const {
    std::vector<Pending> found;
    Lmdb::Read const read(*lmdb_);
    read.each(pendings, "", [&](std::string_view key, std::string_view value) {
        Pending entry;
        entry.key = key;
        entry.number = decode_record<PendingRecord>(key, value).number;
        if (key.starts_with(usage_kind)) {
            entry.address = key.substr(usage_kind.size());
            entry.usage = read_record<UsageRecord>(read, usages, entry.address);
        } else {
            auto const what = key.substr(login_kind.size());
            auto const space = what.find(' ');
            entry.service = what.substr(0, space);
            entry.address = what.substr(space + 1);
            entry.login = read_record<LoginRecord>(read, logins, what).value_or(LoginRecord{});
        }
        found.push_back(std::move(entry));
        return found.size() < at_most;
    });
    return found;
}

void Counters::written(std::vector<Pending> const& done) {
    Lmdb::Write write(*lmdb_);
    for (auto const& entry : done) {
        auto const now = read_record<PendingRecord>(write, pendings, entry.key);
        if (now && now->number == entry.number) write.erase(pendings, entry.key);
    }
    write.commit();
}

}  // namespace mailapp::directory
