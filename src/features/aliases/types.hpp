#pragma once

#include "base/clock.hpp"
#include "reflect/enums.hpp"
#include "reflect/members.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::aliases {

/// What becomes of the mail: it goes to the destinations, is dropped unseen, or teaches the spam filter.
enum class Delivery { forward, discard, learn_spam, learn_ham };
BOOST_DESCRIBE_ENUM(Delivery, forward, discard, learn_spam, learn_ham)

/// The row, and where its domain belongs.
struct AliasRow {
    std::int64_t id = 0;
    std::string address;  ///< lower case, A-labels; "@domain" for a catch-all
    std::string domain;
    Delivery delivery = Delivery::forward;
    bool active = true;
    bool internal = false;       ///< takes mail from its own domain and that one's alias domains only
    bool sender_allowed = true;  ///< mailboxes among the destinations may send as this address
    bool sogo_visible = true;    ///< offered as sender in the groupware
    std::optional<std::string> public_comment;
    std::optional<std::string> private_comment;
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 0;
    std::optional<std::string> primary_domain;  ///< the target when `domain` is an alias domain

    /// The domain that the alias counts for and whose administrators may see it.
    std::string const& owner() const { return primary_domain ? *primary_domain : domain; }
};
BOOST_DESCRIBE_STRUCT(AliasRow, (),
                      (id, address, domain, delivery, active, internal, sender_allowed, sogo_visible,
                       public_comment, private_comment, created, modified, version, primary_domain))

/// An alias as the API shows it.
struct Alias : AliasRow {
    bool is_catch_all = false;
    std::vector<std::string> destinations;  ///< empty unless delivery is forward
};
BOOST_DESCRIBE_STRUCT(Alias, (AliasRow), (is_catch_all, destinations))

struct NewAlias {
    static constexpr std::array required_members{"address"};
    std::string address;
    Delivery delivery = Delivery::forward;
    std::vector<std::string> destinations;
    bool active = true;
    bool internal = false;
    bool sender_allowed = true;
    bool sogo_visible = true;
    std::optional<std::string> public_comment;
    std::optional<std::string> private_comment;
};
BOOST_DESCRIBE_STRUCT(NewAlias, (),
                      (address, delivery, destinations, active, internal, sender_allowed, sogo_visible,
                       public_comment, private_comment))

/// A delivery other than forward ends the destinations.
struct AliasPatch {
    static constexpr bool is_request = true;
    std::optional<std::string> address;
    std::optional<Delivery> delivery;
    std::optional<std::vector<std::string>> destinations;  ///< replaces all
    std::optional<bool> active;
    std::optional<bool> internal;
    std::optional<bool> sender_allowed;
    std::optional<bool> sogo_visible;
    std::optional<std::string> public_comment;  ///< "" is kept as it is
    std::optional<std::string> private_comment;
};
BOOST_DESCRIBE_STRUCT(AliasPatch, (),
                      (address, delivery, destinations, active, internal, sender_allowed, sogo_visible,
                       public_comment, private_comment))

struct AliasFilter {
    static constexpr bool is_request = true;
    std::optional<std::string> search;  ///< in address, destinations and comments
    std::optional<std::string> domain;  ///< the part after "@", a domain or an alias domain
    std::optional<std::string> destination;
    std::optional<Delivery> delivery;
    std::optional<bool> active;
    std::optional<bool> internal;
    std::string sort = "address";
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
};
BOOST_DESCRIBE_STRUCT(AliasFilter, (),
                      (search, domain, destination, delivery, active, internal, sort, cursor, limit))

/// What expanding an alias over the alias domains of its domain made.
struct AliasExpansion {
    std::vector<Alias> created;
};
BOOST_DESCRIBE_STRUCT(AliasExpansion, (), (created))

enum class BulkAction { activate, deactivate, delete_, show_in_sogo, hide_in_sogo, expand };
BOOST_DESCRIBE_ENUM(BulkAction, activate, deactivate, delete_, show_in_sogo, hide_in_sogo, expand)

struct AliasBulk {
    static constexpr std::array required_members{"ids", "action"};
    std::vector<std::int64_t> ids;
    BulkAction action = BulkAction::activate;
};
BOOST_DESCRIBE_STRUCT(AliasBulk, (), (ids, action))

}  // namespace mailapp::aliases
