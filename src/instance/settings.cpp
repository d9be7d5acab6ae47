// The reading and writing of mailapp.toml: the only file that includes the TOML library.
#include "base/json_text.hpp"
#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "instance/instance.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <stdexcept>

namespace {
[[noreturn]] void toml_is_wrong() {
    throw std::logic_error("the TOML parser is in a state that it does not expect");
}
}  // namespace

// Its own assertion ends the program, and a file can trip it: a date followed by "T" and no digit does.
#define TOML_ASSERT(expression) ((expression) ? static_cast<void>(0) : toml_is_wrong())
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

#include <array>
#include <limits>

namespace mailapp {
namespace {

bool is_ip_address(std::string const& text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return ::inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

bool is_network(std::string const& text) {
    auto const slash = text.find('/');
    auto const address = text.substr(0, slash);
    if (!is_ip_address(address)) return false;
    if (slash == std::string::npos) return true;
    // An IPv4 address in IPv6 form (RFC 4291, section 2.5.5.2): programs disagree from where its prefix
    // counts.
    in6_addr bytes{};
    if (::inet_pton(AF_INET6, address.c_str(), &bytes) == 1 && IN6_IS_ADDR_V4MAPPED(&bytes)) return false;
    auto const bits = std::string_view(text).substr(slash + 1);
    if (bits.size() > 1 && bits.front() == '0') return false;
    auto const length = parse_int(bits);
    return length && *length >= 0 && *length <= (address.find(':') == std::string::npos ? 32 : 128);
}

/// "192.0.2.1", "192.0.2.1:5353", "2001:db8::1" or "[2001:db8::1]:5353".
bool is_resolver(std::string const& text) {
    if (is_ip_address(text)) return true;
    auto const colon = text.rfind(':');
    if (colon == std::string::npos) return false;
    auto const port = parse_int(std::string_view(text).substr(colon + 1));
    auto address = text.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    return port && *port > 0 && *port < 65536 && is_ip_address(address);
}

/// Takes the members of a table one by one and remembers the first that is wrong.
class Reader {
public:
    Reader(toml::table const& table, fs::path const& file) : table_(table), file_(file) {}

    void text(char const* key, std::string& target, bool (*valid)(std::string const&), char const* expected) {
        auto const* node = take(key);
        if (node == nullptr) return;
        auto const value = node->value_exact<std::string>();
        if (!value || !valid(*value)) return fail(*node, key, expected);
        target = *value;
    }

    template <class Number>
    void number(char const* key, Number& target, std::int64_t least, std::int64_t most) {
        auto const* node = take(key);
        if (node == nullptr) return;
        auto const value = node->value_exact<std::int64_t>();
        if (!value || *value < least || *value > most) {
            auto const expected = "a number from " + std::to_string(least) + " to " + std::to_string(most);
            return fail(*node, key, expected.c_str());
        }
        target = static_cast<Number>(*value);
    }

    void list(char const* key, std::vector<std::string>& target, bool (*valid)(std::string const&),
              char const* expected) {
        auto const* node = take(key);
        if (node == nullptr) return;
        auto const* array = node->as_array();
        if (array == nullptr) return fail(*node, key, expected);
        target.clear();
        for (auto const& element : *array) {
            auto const value = element.value_exact<std::string>();
            if (!value || !valid(*value)) return fail(element, key, expected);
            target.push_back(*value);
        }
    }

    /// The first thing that is wrong, unknown keys included.
    std::optional<Error> result() {
        if (problem_) return problem_;
        for (auto const& [key, node] : table_) {
            if (std::find(known_.begin(), known_.end(), key.str()) == known_.end()) {
                return problem(node.source().begin.line, std::string(key.str()) + " is not a setting");
            }
        }
        return {};
    }

    Error problem(toml::source_index line, std::string const& what) const {
        return invalid("instance.config_invalid",
                       file_.string() + ", line " + std::to_string(line) + ": " + what + ".");
    }

private:
    toml::node const* take(char const* key) {
        known_.emplace_back(key);
        return table_.get(key);
    }
    void fail(toml::node const& node, char const* key, char const* expected) {
        if (!problem_)
            problem_ = problem(node.source().begin.line, std::string(key) + " must be " + expected);
    }

    toml::table const& table_;
    fs::path const& file_;
    std::vector<std::string> known_;
    std::optional<Error> problem_;
};

bool is_host_name(std::string const& text) {
    auto const normalized = normalize_domain(text);
    return normalized && *normalized == text && text.find('.') != std::string::npos;
}

bool is_database_url(std::string const& text) {
    return text.starts_with("sqlite:") || text.starts_with("postgresql://") ||
           text.starts_with("postgres://");
}

bool is_foreign_from(std::string const& text) {
    return text == "refuse" || text == "leave_unsigned";
}

/// A TOML basic string has the escapes of JSON.
std::string toml_list(std::vector<std::string> const& values) {
    std::vector<std::string> quoted;
    for (auto const& value : values) quoted.push_back(json_string(value));
    return "[" + join(quoted, ", ") + "]";
}

/// The parser takes some characters beyond ASCII for what cannot be. No setting needs any; comments may have
/// them.
std::optional<std::size_t> line_beyond_ascii(std::string const& text) {
    std::size_t number = 0;
    for (auto const line : split(text, '\n')) {
        ++number;
        bool const is_comment = trim(line).starts_with('#');
        bool const fits =
            is_comment ? is_clean_utf8(line) : std::all_of(line.begin(), line.end(), [](char c) {
                return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\r';
            });
        if (!fits) return number;
    }
    return std::nullopt;
}

}  // namespace

Result<Settings> read_settings(std::string const& text, fs::path const& file) {
    if (auto const line = line_beyond_ascii(text)) {
        return invalid("instance.config_invalid",
                       file.string() + ", line " + std::to_string(*line) +
                           ": only printable ASCII characters may stand outside comment lines.");
    }
    auto const parse = [&]() -> std::optional<toml::parse_result> {
        try {
            return toml::parse(text, file.string());
        } catch (std::logic_error const&) {
            return std::nullopt;
        }
    };
    auto const outcome = parse();
    if (!outcome)
        return invalid("instance.config_invalid", file.string() + ", somewhere: a value cannot be read.");
    auto const& parsed = *outcome;
    Settings settings;
    if (!parsed) {
        Reader const nothing({}, file);
        return nothing.problem(parsed.error().source().begin.line, std::string(parsed.error().description()));
    }
    Reader reader(parsed.table(), file);
    reader.text("hostname", settings.hostname, is_host_name,
                "a full host name in lower case, such as \"mail.example.org\"");
    std::int64_t base_port = 0;
    reader.number("base_port", base_port, 1024, std::numeric_limits<std::uint16_t>::max() - 99);
    if (base_port != 0) settings.base_port = static_cast<std::uint16_t>(base_port);
    reader.list("listen", settings.listen, is_ip_address, "a list of IP addresses");
    reader.text("database_url", settings.database_url, is_database_url,
                "\"sqlite:\" and a path, or a postgresql:// address");
    reader.list("trusted_networks", settings.trusted_networks, is_network,
                "a list of networks, such as \"192.0.2.0/24\"");
    reader.list("trusted_proxies", settings.trusted_proxies, is_network,
                "a list of networks, such as \"192.0.2.0/24\"");
    reader.number("message_size_limit", settings.message_size_limit, 65'536, 2'000'000'000);
    reader.number("max_api_threads", settings.max_api_threads, 1, 256);
    std::string foreign_from = "refuse";
    reader.text("foreign_from", foreign_from, is_foreign_from, "\"refuse\" or \"leave_unsigned\"");
    settings.refuse_foreign_from = foreign_from == "refuse";
    reader.list("resolvers", settings.resolvers, is_resolver,
                "a list of DNS servers, such as \"192.0.2.53\" or \"127.0.0.1:5353\"");
    if (auto wrong = reader.result()) return *wrong;
    return settings;
}

std::string to_toml(Settings const& settings) {
    Settings const defaults;
    std::string text = "# Settings of this MailApp instance; docs/guide/commands.md explains them.\n";
    auto const line = [&text](char const* key, std::string const& value) {
        text += std::string(key) + " = " + value + "\n";
    };
    if (!settings.hostname.empty()) line("hostname", json_string(settings.hostname));
    if (settings.base_port) line("base_port", std::to_string(*settings.base_port));
    if (!settings.listen.empty()) line("listen", toml_list(settings.listen));
    if (!settings.database_url.empty()) line("database_url", json_string(settings.database_url));
    if (!settings.trusted_networks.empty()) line("trusted_networks", toml_list(settings.trusted_networks));
    if (!settings.trusted_proxies.empty()) line("trusted_proxies", toml_list(settings.trusted_proxies));
    if (settings.message_size_limit != defaults.message_size_limit)
        line("message_size_limit", std::to_string(settings.message_size_limit));
    if (settings.max_api_threads != defaults.max_api_threads)
        line("max_api_threads", std::to_string(settings.max_api_threads));
    if (!settings.refuse_foreign_from) line("foreign_from", json_string("leave_unsigned"));
    if (!settings.resolvers.empty()) line("resolvers", toml_list(settings.resolvers));
    return text;
}

Result<> check_settings(Settings const& settings) {
    auto const read_back = read_settings(to_toml(settings), "settings");
    if (!read_back) return read_back.error();
    return {};
}

std::string machine_host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost.localdomain";
    auto const normalized = normalize_domain(name.data()).value_or("localhost");
    return normalized.find('.') == std::string::npos ? normalized + ".localdomain" : normalized;
}

Result<Instance> Instance::load(fs::path directory) {
    if (auto usable = check_directory(directory); !usable) return usable.error();
    auto const file = directory / "mailapp.toml";
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        return not_found("instance.missing", "There is no instance in " + directory.string() +
                                                 " (no readable mailapp.toml): `mailapp up` makes one.");
    }
    auto const text = read_file(file, 1024 * 1024);
    if (!text) return text.error();
    auto settings = read_settings(*text, file);
    if (!settings) return settings.error();
    if (settings->hostname.empty()) settings->hostname = machine_host_name();
    if (settings->database_url.empty()) {
        // Kept apart because it may hold a password, while mailapp.toml is readable for every service.
        if (auto const url = read_file(directory / "secrets" / "database.url", 4096))
            settings->database_url = std::string(trim(*url));
    }
    return Instance(std::move(directory), std::move(*settings));
}

}  // namespace mailapp
