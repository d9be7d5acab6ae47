#pragma once

#include "base/clock.hpp"
#include "reflect/json_write.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::dkim {

/// How a key signs: RFC 6376 (rsa-sha256), RFC 8463 (ed25519-sha256).
enum class Algorithm { rsa, ed25519 };
BOOST_DESCRIBE_ENUM(Algorithm, rsa, ed25519)

/// A key of a domain as everybody may see it: nothing private.
struct DkimKey {
    std::int64_t id = 0;
    std::string domain;
    std::string selector;
    Algorithm algorithm = Algorithm::rsa;
    std::int64_t bits = 0;
    std::string public_key;                 ///< base64, as it stands in the record
    std::string record_name;                ///< "<selector>._domainkey.<domain>"
    std::string record_text;                ///< the TXT record's value as one text
    std::vector<std::string> record_parts;  ///< the same in strings of at most 255 characters
    Seconds created;
};
BOOST_DESCRIBE_STRUCT(DkimKey, (),
                      (id, domain, selector, algorithm, bits, public_key, record_name, record_text,
                       record_parts, created))

/// What a name that can have keys is to this server.
enum class DomainKind { domain, alias_domain, foreign };
BOOST_DESCRIBE_ENUM(DomainKind, domain, alias_domain, foreign)

/// valid: has a key. missing: has none, its mail goes out unsigned. unused: a key of a name that is not (or
/// no longer) local; it signs for external senders of that domain.
enum class KeyState { valid, missing, unused };
BOOST_DESCRIBE_ENUM(KeyState, valid, missing, unused)

/// A domain, an alias domain or another name with a key.
struct DkimDomain {
    std::string domain;
    DomainKind kind = DomainKind::domain;
    KeyState state = KeyState::missing;
    std::vector<DkimKey> keys;
};
BOOST_DESCRIBE_STRUCT(DkimDomain, (), (domain, kind, state, keys))

struct DkimFilter {
    static constexpr bool is_request = true;
    std::optional<std::string> search;  ///< part of the domain's name
    std::optional<KeyState> state;
    std::string sort = "domain";
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
};
BOOST_DESCRIBE_STRUCT(DkimFilter, (), (search, state, sort, cursor, limit))

struct NewDkimKeys {
    static constexpr std::array required_members{"domains"};
    std::vector<std::string> domains;     ///< domains and alias domains of this server
    std::optional<std::string> selector;  ///< default: "dkim", "dkim-ed25519"
    Algorithm algorithm = Algorithm::rsa;
    std::int64_t bits = 2048;  ///< of an RSA key: 1024, 2048, 3072 or 4096
};
BOOST_DESCRIBE_STRUCT(NewDkimKeys, (), (domains, selector, algorithm, bits))

struct ImportedDkimKey {
    static constexpr std::array required_members{"domain", "private_key"};
    std::string domain;  ///< any name: external senders may need a key too
    std::optional<std::string> selector;
    std::string
        private_key;  ///< PEM (PKCS#1 or PKCS#8, not encrypted), or the bytes of an Ed25519 key in base64
    bool overwrite = false;
};
BOOST_DESCRIBE_STRUCT(ImportedDkimKey, (), (domain, selector, private_key, overwrite))

struct DuplicateDkimKeys {
    static constexpr std::array required_members{"domains"};
    std::vector<std::string> domains;  ///< their own keys are replaced
};
BOOST_DESCRIBE_STRUCT(DuplicateDkimKeys, (), (domains))

/// What several keys that were made in one operation look like.
struct DkimKeys {
    std::vector<DkimKey> keys;
};
BOOST_DESCRIBE_STRUCT(DkimKeys, (), (keys))

struct RevealDkimKey {
    static constexpr std::array required_members{"password"};
    std::string password;  ///< of the administrator who asks
};
BOOST_DESCRIBE_STRUCT(RevealDkimKey, (), (password))

struct DkimPrivateKey {
    std::string private_key;  ///< PEM, PKCS#8
};
BOOST_DESCRIBE_STRUCT(DkimPrivateKey, (), (private_key))

}  // namespace mailapp::dkim
