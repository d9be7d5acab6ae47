#pragma once

#include "base/file.hpp"
#include "directory/lmdb.hpp"
#include "directory/record.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::directory {

/// What a replica says of itself.
struct ReplicaState {
    std::string database_id;   ///< of the SQL database that it mirrors
    std::int64_t applied = 0;  ///< the change that it holds last
    /// What that change said (db::mark_of_change): another one of its number is of another history. "" when
    /// there was none to ask.
    std::string mark = {};
};
BOOST_DESCRIBE_STRUCT(ReplicaState, (), (database_id, applied, mark))

/// A replica that another program made, whole but not for this one: to be made anew.
class OtherLayout : public std::runtime_error {
public:
    OtherLayout() : std::runtime_error("the replica has another layout") {}
};

/// The mail path's copy of domains, mailboxes, aliases and sender rights in one LMDB environment.
class Replica {
public:
    /// What is wrong with what a former run left (see find_damage); also that it is missing or unfinished.
    static std::optional<std::string> find_damage(fs::path const& directory);
    /// Opens what a former run left. Throws LmdbError or CorruptRecord when it is missing, damaged or
    /// unfinished, OtherLayout.
    static std::unique_ptr<Replica> open(fs::path const& directory);
    /// A new, empty one, not usable by open() before finish().
    static std::unique_ptr<Replica> create(fs::path const& directory);

    /// One consistent state. What it cannot answer it throws (LmdbError, CorruptRecord); nothing means: not
    /// there.
    class View {
    public:
        explicit View(Replica const& replica) : read_(replica.lmdb_) {}

        ReplicaState state() const;
        std::optional<DomainRecord> domain(std::string_view name) const;
        std::optional<AliasDomainRecord> alias_domain(std::string_view name) const;
        std::optional<MailboxRecord> mailbox(std::string_view address) const;
        /// By address, "@domain" for a catch-all.
        std::optional<AliasRecord> alias(std::string_view address) const;
        /// The mailboxes that may send as `sender` (an address, "@domain" or "*"), `at_most` of them.
        std::vector<std::string> granted_to(std::string_view sender, std::size_t at_most) const;
        /// Whether there is a key of this domain: its mail is signed, or waits.
        bool is_signed(std::string_view domain) const;
        /// Where the server's own mail goes, when the set-up says so.
        std::optional<std::string> system_mail() const;
        std::size_t mailbox_count() const;

    private:
        Lmdb::Read read_;
    };

    /// Changes that become visible together.
    class Batch {
    public:
        explicit Batch(Replica& replica) : write_(replica.lmdb_) {}

        // With a record it is put, with nothing it is removed.
        void set_domain(std::string_view name, std::optional<DomainRecord> const& record);
        void set_alias_domain(std::string_view name, std::optional<AliasDomainRecord> const& record);
        void set_mailbox(std::string_view address, std::optional<MailboxRecord> const& record);
        void set_alias(std::string_view address, std::optional<AliasRecord> const& record);
        /// Replaces all that the mailbox was granted.
        void set_sender_acl(std::string_view mailbox, std::vector<std::string> const& senders);
        void set_signed(std::string_view domain, bool is_signed);
        void set_system_mail(std::optional<std::string> const& address);
        void set_state(ReplicaState const& state);
        void commit() { write_.commit(); }

    private:
        template <class T>
        void set(std::size_t database, std::string_view key, std::optional<T> const& record);
        Lmdb::Write write_;
    };

    /// Marks a new replica as complete and puts it on the disk; it is durable from then on.
    void finish(ReplicaState const& state);

private:
    explicit Replica(fs::path const& directory);
    Lmdb lmdb_;
};

}  // namespace mailapp::directory
