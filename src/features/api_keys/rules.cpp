#include "features/api_keys/rules.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace mailapp::api_keys {
namespace {

constexpr int groups = 5;
constexpr std::size_t hint_length = 6;
constexpr std::size_t longest_description = 255;
constexpr std::size_t most_networks = 500;

}  // namespace

std::string generate_key() {
    std::string key;
    for (int i = 0; i < groups; ++i) {
        if (i != 0) key += '-';
        key += random_hex(3);
    }
    std::transform(key.begin(), key.end(), key.begin(),
                   [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
    return key;
}

std::string hash_of_key(std::string_view key) {
    return to_hex(sha256(key));
}

std::string hint_of_key(std::string_view key) {
    return std::string(key.substr(key.size() - std::min(key.size(), hint_length)));
}

std::optional<Error> normalize(ApiKey& key) {
    key.description = std::string(trim(key.description));
    if (key.description.size() > longest_description || has_control_characters(key.description)) {
        return invalid("api_key.description_invalid", "A description is one line of at most 255 bytes.",
                       "/description");
    }
    if (key.allow_from.size() > most_networks) {
        return invalid("api_key.too_many_addresses",
                       "At most " + std::to_string(most_networks) + " addresses and networks.",
                       "/allow_from");
    }
    for (std::size_t i = 0; i < key.allow_from.size(); ++i) {
        auto const network = identity::Network::parse(trim(key.allow_from[i]));
        if (!network) {
            return invalid("api_key.address_invalid",
                           "This is no IPv4 or IPv6 address or network (as in 192.0.2.0/24).",
                           "/allow_from/" + std::to_string(i));
        }
        key.allow_from[i] = network->text();
    }
    if (key.allow_from.empty() && !key.skip_ip_check) {
        return invalid("api_key.allow_from_empty",
                       "Name the addresses that may use the key, or set skip_ip_check.", "/allow_from");
    }
    return std::nullopt;
}

Error key_not_found() {
    return not_found("api_key.not_found", "There is no such API key.");
}

Error key_unknown() {
    return {ErrorKind::unauthenticated, "api_key.unknown", "This API key is unknown or inactive.", {}};
}

Error address_not_allowed() {
    return {ErrorKind::unauthenticated,
            "api_key.address_not_allowed",
            "This API key may not be used from this address.",
            {}};
}

}  // namespace mailapp::api_keys
