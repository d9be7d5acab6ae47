#include "agent/store_path.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

namespace mailapp::agent {
namespace {

// The name gets a time put before it in the garbage directory, and NAME_MAX is 255.
constexpr std::size_t longest_name = 240;

bool is_store_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && name.front() != '.' &&
           name.find('/') == std::string_view::npos && !has_control_characters(name) && is_clean_utf8(name);
}

}  // namespace

Result<StorePath> StorePath::parse(std::string_view store) {
    auto const parts = split(store, '/');
    if (parts.size() != 2 || !parse_domain(parts[0]) || !is_store_name(parts[1]))
        return invalid("mailstore.invalid_store", "This is no place of a mailbox's mail.", "/store");
    return StorePath{std::string(parts[0]), std::string(parts[1])};
}

Result<std::string> StorePath::parse_domain(std::string_view domain) {
    auto const normalized = normalize_domain(domain);
    if (!normalized || *normalized != domain)
        return invalid("mailstore.invalid_domain", "This is no domain name in its stored form.", "/domain");
    return *normalized;
}

}  // namespace mailapp::agent
