#pragma once

#include "base/file.hpp"
#include "directory/lmdb.hpp"
#include "directory/record.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailapp::directory {

/// What Dovecot reports of mailboxes: how full they are and who signed in when. Kept here at once and written
/// to SQL a little later, so that neither a delivery nor a login waits for SQL. Survives the end of the
/// program; after a restart of the machine it begins anew with the usage that SQL has, since nothing is
/// synced to the disk for each delivery. Thread-safe.
class Counters {
public:
    explicit Counters(fs::path const& directory);

    std::optional<UsageRecord> usage(std::string const& address) const;
    std::optional<LoginRecord> login(std::string const& address, std::string const& service) const;

    /// What one transaction of Dovecot sets; members that it does not name stay.
    struct Update {
        std::string address;
        std::optional<std::int64_t> bytes;
        std::optional<std::int64_t> messages;
        std::optional<std::string> service;  ///< of a login
        LoginRecord login;
    };
    void apply(Update const& update);

    /// Nothing is known of a mailbox's usage any more, because it has another store by now.
    void forget_usage(std::string const& address);

    /// After a new beginning or forget_all_usage(): usage that SQL has is to be taken over with
    /// learn_usage().
    bool take_wish_for_usage() { return wants_usage_.exchange(false); }
    void wish_for_usage() { wants_usage_ = true; }
    void forget_all_usage();
    /// As SQL has it; what Dovecot has reported meanwhile stays.
    void learn_usage(std::vector<std::pair<std::string, UsageRecord>> const& known);

    /// What SQL does not know yet.
    struct Pending {
        std::string key;
        std::int64_t number = 0;
        std::string address;
        std::optional<UsageRecord> usage;
        std::optional<std::string> service;
        LoginRecord login;
    };
    std::vector<Pending> pending(std::size_t at_most) const;
    /// SQL knows it; what has changed again meanwhile stays pending.
    void written(std::vector<Pending> const& done);

private:
    fs::path directory_;
    std::unique_ptr<Lmdb> lmdb_;
    std::atomic<bool> wants_usage_ = false;
};

}  // namespace mailapp::directory
