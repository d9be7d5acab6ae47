#pragma once

#include "reflect/members.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace mailapp::directory {

/// A record is there but cannot be trusted: breakage, never "not found".
class CorruptRecord : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A record came through as it was written, but says what cannot be used: as it stands in SQL, so that
/// reading it anew would not help.
class UnusableRecord : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct DomainRecord {
    bool active = false;
    bool backup_mx = false;
    bool relay_all_recipients = false;
    bool relay_unknown_only = false;
    std::int64_t relay_host = 0;
};
BOOST_DESCRIBE_STRUCT(DomainRecord, (),
                      (active, backup_mx, relay_all_recipients, relay_unknown_only, relay_host))

struct AliasDomainRecord {
    std::string target_domain;
    bool active = false;
};
BOOST_DESCRIBE_STRUCT(AliasDomainRecord, (), (target_domain, active))

/// `active`: 0 inactive, 1 active, 2 accepts mail but nobody signs in.
struct MailboxRecord {
    std::string domain;
    std::string store;
    std::int64_t active = 0;
    std::int64_t quota = 0;
    std::string auth_source;
    std::string password_hash;
    bool imap_access = false;
    bool pop3_access = false;
    bool smtp_access = false;
    bool sieve_access = false;
    bool tls_enforce_in = false;
    bool tls_enforce_out = false;
    std::int64_t relay_host = 0;

    bool accepts_mail() const { return active == 1 || active == 2; }
    bool may_sign_in() const { return active == 1; }
};
BOOST_DESCRIBE_STRUCT(MailboxRecord, (),
                      (domain, store, active, quota, auth_source, password_hash, imap_access, pop3_access,
                       smtp_access, sieve_access, tls_enforce_in, tls_enforce_out, relay_host))

enum class Delivery : std::uint8_t { forward, discard, learn_spam, learn_ham };

struct AliasRecord {
    std::int64_t id = 0;
    std::string domain;
    Delivery delivery = Delivery::forward;
    bool active = false;
    bool internal = false;
    bool sender_allowed = false;
    std::vector<std::string> destinations;
};
BOOST_DESCRIBE_STRUCT(AliasRecord, (), (id, domain, delivery, active, internal, sender_allowed, destinations))

/// What a mailbox may send as beside its own address.
struct SenderAclRecord {
    std::vector<std::string> senders;
};
BOOST_DESCRIBE_STRUCT(SenderAclRecord, (), (senders))

/// "sender -> mailbox" in the other direction; all that counts is its key.
struct GrantRecord {};
BOOST_DESCRIBE_STRUCT(GrantRecord, (), ())

/// A domain whose mail is to be signed; all that counts is its key.
struct SignedDomainRecord {};
BOOST_DESCRIBE_STRUCT(SignedDomainRecord, (), ())

/// A setting of the whole server.
struct SettingRecord {
    std::string value;
};
BOOST_DESCRIBE_STRUCT(SettingRecord, (), (value))

/// What a mailbox holds, as Dovecot last said.
struct UsageRecord {
    std::int64_t bytes = 0;
    std::int64_t messages = 0;
};
BOOST_DESCRIBE_STRUCT(UsageRecord, (), (bytes, messages))

struct LoginRecord {
    std::int64_t at = 0;  ///< seconds since 1970
    std::string remote;   ///< the client's address; "" when it was not told
};
BOOST_DESCRIBE_STRUCT(LoginRecord, (), (at, remote))

/// What has not reached the SQL database yet. `number` tells whether it changed again meanwhile.
struct PendingRecord {
    std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(PendingRecord, (), (number))

/// The parts that every record is written with.
class RecordWriter {
public:
    void number(std::uint64_t value);
    void text(std::string_view value);
    /// The finished record: version, members, checksum over key and all.
    std::string finish(std::string_view key) &&;

private:
    std::string bytes_;
};

/// Reads what RecordWriter wrote. Throws CorruptRecord on anything else.
class RecordReader {
public:
    /// Checks version and checksum first.
    RecordReader(std::string_view key, std::string_view record);
    std::uint64_t number();
    std::string_view text();
    /// Nothing may be left.
    void finish() const;

private:
    std::string_view rest_;
};

/// Members in order: booleans, integers and enumerations as varints, texts and lists with their length.
template <class T>
std::string encode_record(std::string_view key, T const& record) {
    RecordWriter writer;
    reflect::for_each_member<T>([&](auto member) {
        auto const& field = record.*member.pointer;
        using Field = std::remove_cvref_t<decltype(field)>;
        if constexpr (std::is_same_v<Field, std::string>) {
            writer.text(field);
        } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
            writer.number(field.size());
            for (auto const& item : field) writer.text(item);
        } else {
            writer.number(static_cast<std::uint64_t>(field));
        }
    });
    return std::move(writer).finish(key);
}

/// Throws CorruptRecord.
template <class T>
T decode_record(std::string_view key, std::string_view bytes) {
    RecordReader reader(key, bytes);
    T record{};
    reflect::for_each_member<T>([&](auto member) {
        auto& field = record.*member.pointer;
        using Field = std::remove_cvref_t<decltype(field)>;
        if constexpr (std::is_same_v<Field, std::string>) {
            field = reader.text();
        } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
            // Not reserved: the count is not believed before its items are there.
            for (auto left = reader.number(); left > 0; --left) field.emplace_back(reader.text());
        } else if constexpr (std::is_same_v<Field, bool>) {
            auto const value = reader.number();
            if (value > 1) throw CorruptRecord("a flag of a record is neither 0 nor 1");
            field = value == 1;
        } else if constexpr (std::is_same_v<Field, Delivery>) {
            auto const value = reader.number();
            if (value > static_cast<std::uint64_t>(Delivery::learn_ham))
                throw CorruptRecord("a record has an unknown delivery");
            field = static_cast<Delivery>(value);
        } else {
            field = static_cast<Field>(reader.number());
        }
    });
    reader.finish();
    return record;
}

}  // namespace mailapp::directory
