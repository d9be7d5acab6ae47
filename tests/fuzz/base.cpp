// What people type and operators write: mailapp.toml, domains, addresses, networks.
#include "base/from_field.hpp"
#include "base/mail_address.hpp"
#include "base/seven_bit.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"
#include "identity/networks.hpp"
#include "instance/instance.hpp"

namespace {

using namespace mailapp;
using fuzz::require;

void read_toml(std::string_view text) {
    auto const settings = read_settings(std::string(text), "mailapp.toml");
    if (!settings) {
        require(settings.error().code == "instance.config_invalid");
        return;
    }
    // What was read can be written, and reads as the same.
    auto const written = to_toml(*settings);
    auto const again = read_settings(written, "mailapp.toml");
    require(again && to_toml(*again) == written);
    // The front takes the networks as they are.
    for (auto const& network : settings->trusted_proxies)
        require(identity::Network::parse(network).has_value());
}

void read_domain(std::string_view text) {
    auto const domain = normalize_domain(text);
    if (!domain) return;
    require(domain->size() <= 253 && !has_control_characters(*domain));
    require(domain->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos);
    require(normalize_domain(*domain) == domain);
    auto const shown = domain_for_display(*domain);
    require(is_clean_utf8(shown) && !has_control_characters(shown));
}

void read_address(std::string_view text) {
    auto const address = normalize_address(text);
    if (!address) return;
    auto const whole = address->text();
    require(whole.size() <= 254 && whole.find_first_of(" \t\r\n\"<>(),:;\\") == std::string::npos);
    require(normalize_address(whole) == address);
    auto const tagless = without_tag(address->local_part);
    require(!tagless.empty() && address->local_part.starts_with(tagless));
}

void read_network(std::string_view text) {
    if (auto const network = identity::Network::parse(text)) {
        require(identity::Network::parse(network->text()) == network);
    }
    if (auto const address = identity::IpAddress::parse(text))
        require(identity::IpAddress::parse(address->text()) == address);
}

void read_from(std::string_view text) {
    auto const addresses = read_from_field(text);
    if (!addresses) return;
    require(!addresses->empty());
    for (auto const& address : *addresses) {
        auto const domain = address.substr(address.rfind('@') + 1);
        require(!domain.empty() && domain.find_first_of(" \t\r\n\"<>(),:;@\\[]") == std::string::npos);
    }
}

/// The first two lines are fields, the rest a body.
void write_in_seven_bits(std::string_view text) {
    auto const line = [&text] {
        auto const end = std::min(text.find('\n'), text.size());
        std::string const found(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        return found;
    };
    EntityFields fields{line(), line()};
    auto const made = to_seven_bit(fields, text);
    if (!trouble_of(text).is_any()) require(made.body == text);
    require(made.body.size() <= text.size() * 16 + 1024);
    if (auto const folded = folded_field(text, 10)) {
        std::size_t used = 10;
        for (auto const part : split(*folded, '\n')) {
            require(part.size() + used <= longest_mail_line);
            used = 0;
        }
    }
}

void read_text(std::string_view text) {
    for (auto const& word : split_list(text)) require(!word.empty());
    (void)parse_int(text);
    if (is_clean_utf8(text)) require(text.find('\0') == std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    fuzz::Input const input(data, size);
    // Above the others, so that the corpus keeps its meaning.
    if (input.choice >= 0xf0) {
        read_from(input.text);
        return 0;
    }
    if (input.choice >= 0xe0) {
        write_in_seven_bits(input.text);
        return 0;
    }
    switch (input.choice % 5) {
        case 0: read_toml(input.text); break;
        case 1: read_domain(input.text); break;
        case 2: read_address(input.text); break;
        case 3: read_network(input.text); break;
        case 4: read_text(input.text); break;
        default: break;
    }
    return 0;
}
