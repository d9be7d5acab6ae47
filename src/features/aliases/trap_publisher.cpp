#include "features/aliases/trap_publisher.hpp"

#include <cctype>
#include <map>

namespace mailapp::aliases {
namespace {

/// Far more than any number of traps; a file that is larger was not written here.
constexpr std::size_t largest_file = 64 * 1024 * 1024;

/// Those of domains, and what alias domains make of them where the name is not another alias's own.
constexpr std::string_view select_traps =
    "SELECT a.address FROM alias a WHERE a.delivery IN ('learn_spam', 'learn_ham') AND a.active = 1"
    " AND a.address NOT LIKE '@%'"
    " UNION SELECT SUBSTR(a.address, 1, LENGTH(a.address) - LENGTH(a.domain)) || t.name FROM alias a"
    " JOIN alias_domain t ON t.target_domain = a.domain"
    " WHERE a.delivery IN ('learn_spam', 'learn_ham') AND a.active = 1 AND a.address NOT LIKE '@%'"
    " AND t.active = 1 AND NOT EXISTS (SELECT 1 FROM alias o WHERE o.address ="
    " SUBSTR(a.address, 1, LENGTH(a.address) - LENGTH(a.domain)) || t.name)"
    " ORDER BY 1";

/// Every character that is not a letter or digit by its number: nothing of an address has a meaning in a
/// regular expression, in the quoted text of the file, or as a variable there.
std::string literal(std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (unsigned char const c : text) {
        if (std::isalnum(c) != 0 && c < 0x80) {
            out += static_cast<char>(c);
        } else {
            out += "\\\\x";
            out += digits[c >> 4];
            out += digits[c & 0xf];
        }
    }
    return out;
}

}  // namespace

std::string trap_settings(std::vector<std::string> const& addresses) {
    static constexpr std::string_view heading = "# Written by MailApp from its aliases; changes are lost.\n";
    std::map<std::string, std::string> by_domain;
    for (auto const& address : addresses) {
        auto const at = address.rfind('@');
        auto& names = by_domain[address.substr(at + 1)];
        names += (names.empty() ? "" : "|") + literal(address.substr(0, at));
    }
    std::string traps;
    for (auto const& [domain, names] : by_domain) {
        traps += (traps.empty() ? "" : "|") + ("(?:" + names + ")(?:\\\\x2b[^\\\\x40]*)?\\\\x40") +
                 literal(domain);
    }
    if (traps.empty()) return std::string(heading) + "settings {\n}\n";
    return std::string(heading) +
           "settings {\n"
           "    traps {\n"
           "        priority = high;\n"
           // "rcpt" holds when any recipient fits: it is turned around, and there must be a recipient at all.
           "        rcpt = \"/\\\\A(?!(?:" +
           traps +
           ")\\\\z)/i\";\n"
           "        selector = \"rcpts('smtp'):addr\";\n"
           "        expression = \"!rcpt & selector:1\";\n"
           "        want_spam = true;\n"
           "    }\n"
           "}\n";
}

TrapPublisher::TrapPublisher(db::Database& database, fs::path file)
    : database_(database), file_(std::move(file)) {}

apply::Effect TrapPublisher::effect() {
    apply::Effect effect;
    effect.name = "traps";
    effect.topics = {db::topic::alias, db::topic::alias_domain};
    effect.apply = [this](std::vector<db::Change> const&) { return publish(); };
    effect.rebuild = [this](std::int64_t) { return publish(); };
    effect.intact = [this]() -> Result<bool> { return fs::exists(file_); };
    return effect;
}

std::string TrapPublisher::wanted() {
    auto session = database_.read();
    return trap_settings(session.query<std::string>(select_traps));
}

Result<> TrapPublisher::publish() {
    auto const text = wanted();
    auto const present = read_file(file_, largest_file);
    if (present && *present == text) return {};
    // The group is the directory's, whose set-group-id bit makes it Rspamd's.
    write_file_atomically(file_, text, {.bits = 0640});
    return {};
}

}  // namespace mailapp::aliases
