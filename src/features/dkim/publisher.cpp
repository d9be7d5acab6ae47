#include "features/dkim/publisher.hpp"

#include "base/log.hpp"
#include "base/text.hpp"

namespace mailapp::dkim {
namespace {

using stack::redis::Command;

constexpr char const* keys_hash = "DKIM_KEYS";
constexpr char const* selectors_hash = "DKIM_SELECTORS";
constexpr char const* arc_hash = "ARC_SELECTORS";
/// "<database id>:<position of the feed>" of what was written last. Rspamd signs nothing while it is missing,
/// and delays mail instead: keys that are gone must not look like domains without a key.
constexpr char const* marker = stack::redis::keys_are_there;
/// Keys of so many domains go into one transaction when everything is written: some hundred kB.
constexpr std::size_t domains_at_once = 100;

std::string field_of(store::SealedKey const& key) {
    return key.selector + "." + key.domain;
}

}  // namespace

Publisher::Publisher(db::Database& database, Vault const& vault, stack::redis::Client redis)
    : database_(database), vault_(vault), redis_(std::move(redis)) {}

apply::Effect Publisher::effect() {
    apply::Effect effect;
    effect.name = "dkim";
    effect.topics = {db::topic::dkim};
    effect.apply = [this](std::vector<db::Change> const& changes) { return apply(changes); };
    effect.rebuild = [this](std::int64_t position) { return rebuild(position); };
    effect.intact = [this] { return intact(); };
    return effect;
}

std::string const& Publisher::database_id() {
    if (database_id_.empty()) database_id_ = db::database_id(database_);
    return database_id_;
}

Command Publisher::mark(std::int64_t position) {
    return {"SET", marker, database_id() + ":" + std::to_string(position)};
}

Command Publisher::move_mark(std::int64_t position) {
    auto command = mark(position);
    command.push_back("XX");
    return command;
}

std::vector<Command> Publisher::commands_for(std::string const& domain,
                                             std::vector<store::SealedKey> const& keys,
                                             std::set<std::string>& fields) {
    std::vector<Command> commands;
    std::string selectors;
    std::string arc_selector;
    for (auto const& key : keys) {
        auto opened = vault_.open(key.private_key, store::seal_purpose(domain, key.algorithm));
        if (!opened) {
            // One row that cannot be read must not keep all others from signing.
            log::error("dkim.key_unreadable", {{"domain", domain}, {"selector", key.selector}});
            continue;
        }
        auto const text = key.algorithm == Algorithm::rsa ? std::move(*opened) : ed25519_seed(*opened);
        commands.push_back({"HSET", keys_hash, field_of(key), std::string(text.reveal())});
        fields.insert(field_of(key));
        selectors += (selectors.empty() ? "" : " ") + key.selector;
        if (key.algorithm == Algorithm::rsa) arc_selector = key.selector;
    }
    for (auto const& [hash, value] :
         {std::pair{selectors_hash, selectors}, std::pair{arc_hash, arc_selector}}) {
        if (value.empty()) {
            commands.push_back({"HDEL", hash, domain});
        } else {
            commands.push_back({"HSET", hash, domain, value});
        }
    }
    return commands;
}

Result<> Publisher::apply(std::vector<db::Change> const& changes) {
    // Some changes on top of nothing would look like everything.
    auto const whole = intact();
    if (!whole) return whole.error();
    if (!*whole) return rebuild(changes.back().seq);
    std::vector<Command> commands;
    auto session = database_.read();
    for (auto const& change : changes) {
        std::set<std::string> fields;
        auto const known = redis_.run({"HGET", selectors_hash, change.key});
        if (!known) return known.error();
        for (auto& command : commands_for(change.key, store::sealed_keys_of(session, change.key), fields)) {
            commands.push_back(std::move(command));
        }
        for (auto const& selector : split_list(known->text.value_or(""))) {
            auto const field = selector + "." + change.key;
            if (!fields.contains(field)) commands.push_back({"HDEL", keys_hash, field});
        }
    }
    // Emptied since that look: the mark stays missing, and everything is written with the next one.
    commands.push_back(move_mark(changes.back().seq));
    auto const done = redis_.transaction(commands);
    if (!done) return done.error();
    written_ = changes.back().seq;
    return {};
}

Result<> Publisher::write_all(std::set<std::string>& fields, std::set<std::string>& domains) {
    std::vector<Command> commands;
    std::size_t gathered = 0;
    std::optional<Error> problem;
    std::vector<store::SealedKey> keys;
    auto const write = [&] {
        if (problem || commands.empty()) return;
        if (auto done = redis_.transaction(commands); !done) problem = done.error();
        commands.clear();
        gathered = 0;
    };
    auto const finish_domain = [&] {
        if (keys.empty()) return;
        for (auto& command : commands_for(keys.front().domain, keys, fields)) {
            commands.push_back(std::move(command));
        }
        domains.insert(keys.front().domain);
        keys.clear();
        if (++gathered >= domains_at_once) write();
    };
    auto session = database_.read();
    store::each_sealed_key(session, [&](store::SealedKey key) {
        if (!keys.empty() && keys.front().domain != key.domain) finish_domain();
        keys.push_back(std::move(key));
    });
    finish_domain();
    write();
    if (problem) return *problem;
    return {};
}

Result<> Publisher::remove_others(std::string const& hash, std::set<std::string> const& kept) {
    auto const there = redis_.run({"HKEYS", hash});
    if (!there) return there.error();
    Command remove{"HDEL", hash};
    for (auto const& field : there->items) {
        if (field.text && !kept.contains(*field.text)) remove.push_back(*field.text);
    }
    if (remove.size() == 2) return {};
    if (auto done = redis_.run(remove); !done) return done.error();
    return {};
}

Result<std::string> Publisher::run_of_redis() {
    constexpr std::string_view name = "run_id:";
    auto const told = redis_.run({"INFO", "server"});
    if (!told) return told.error();
    auto const text = told->text.value_or("");
    auto const found = text.find(name);
    if (found == std::string::npos) return std::string();
    auto const start = found + name.size();
    return text.substr(start, text.find_first_of("\r\n", start) - start);
}

Result<> Publisher::rebuild(std::int64_t position) {
    // Before all else: a start in the midst of it is noticed then.
    auto const run = run_of_redis();
    if (!run) return run.error();
    // What is right is written before what is wrong is removed: mail is signed meanwhile.
    std::set<std::string> fields;
    std::set<std::string> domains;
    if (auto done = write_all(fields, domains); !done) return done.error();
    for (auto const* hash : {selectors_hash, arc_hash}) {
        if (auto done = remove_others(hash, domains); !done) return done.error();
    }
    if (auto done = remove_others(keys_hash, fields); !done) return done.error();
    if (auto done = redis_.run(mark(position)); !done) return done.error();
    written_ = position;
    written_into_ = *run;
    return {};
}

Result<bool> Publisher::intact() {
    auto const found = redis_.run({"GET", marker});
    if (!found) return found.error();
    auto const text = found->text.value_or("");
    auto const prefix = database_id() + ":";
    if (!text.starts_with(prefix)) return false;
    // What Redis read from its disk at its start may be older, or damaged within a key, which its file does
    // not show.
    auto const run = run_of_redis();
    if (!run) return run.error();
    if (*run != written_into_) return false;
    auto const position = parse_int(std::string_view(text).substr(prefix.size()));
    // A program that has just started does not know what was written last, and writes all of it once.
    return position && written_ && *position >= *written_;
}

}  // namespace mailapp::dkim
