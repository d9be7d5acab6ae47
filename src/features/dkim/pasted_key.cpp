#include "features/dkim/pasted_key.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace mailapp::dkim {
namespace {

constexpr std::size_t seed_bytes = 32;

Error unreadable(std::string const& reason) {
    return invalid("dkim.private_key_invalid", "This is not a usable private key: " + reason, "/private_key");
}

/// Forms that people have at hand, and what to do with them. The first that is found in the text counts.
Error what_else(std::string_view text) {
    struct Form {
        std::string_view mark;
        char const* advice;
    };
    static constexpr std::array<Form, 11> forms{{
        {"ENCRYPTED", "it is protected by a passphrase; remove that first (openssl pkey -in FILE)."},
        {"OPENSSH PRIVATE KEY",
         "it is in the form of OpenSSH; convert a copy of it first (ssh-keygen -p -m PEM -f FILE)."},
        {"PGP PRIVATE KEY", "it is a key of OpenPGP, which cannot sign for DKIM."},
        {"PuTTY-User-Key-File", "it is in the form of PuTTY; export it as PEM first."},
        {"\"kty\"", "it is in the form of JSON Web Keys; convert it to PEM first."},
        {"v=DKIM1", "it is the DNS record, which has the public half alone."},
        {"PUBLIC KEY", "it is the public half; the private one is needed."},
        {"CERTIFICATE", "it is a certificate; its private key is needed."},
        {"ssh-rsa ", "it is a public key of OpenSSH; the private one is needed."},
        {"ssh-ed25519 ", "it is a public key of OpenSSH; the private one is needed."},
        {"PRIVATE KEY", "its end is missing, or other characters are in it. Copy the whole key again."},
    }};
    for (auto const& form : forms) {
        if (text.find(form.mark) != std::string_view::npos) return unreadable(form.advice);
    }
    return unreadable(
        "there is no private key in it. Paste it in PEM form (from BEGIN to END), or an Ed25519 key in "
        "base64.");
}

/// What copying from a page or a program's source makes of line ends, spaces and dashes, undone.
std::string plain(std::string_view text) {
    std::string out(text);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> ways{{
        {"\\r", "\n"},
        {"\\n", "\n"},
        {"\\t", " "},
        {"\\/", "/"},
        {"\xC2\xA0", " "},       // no-break space
        {"\xEF\xBB\xBF", ""},    // byte order mark
        {"\xE2\x80\x8B", ""},    // zero width space
        {"\xE2\x80\x90", "-"},   // hyphen
        {"\xE2\x80\x91", "-"},   // no-break hyphen
        {"\xE2\x80\x93", "-"},   // en dash
        {"\xE2\x80\x94", "--"},  // em dash
        {"\xE2\x88\x92", "-"},   // minus
    }};
    for (auto const& [from, to] : ways) out = replace_all(out, from, to);
    return out;
}

/// What stands between the lines BEGIN and END of a private key; nothing when there is no whole one.
std::optional<std::string_view> inside_armour(std::string_view text) {
    for (auto const label : {std::string_view("RSA PRIVATE KEY-"), std::string_view("EC PRIVATE KEY-"),
                             std::string_view("BEGIN PRIVATE KEY-")}) {
        auto begin = text.find(label);
        if (begin == std::string_view::npos) continue;
        begin = text.find_first_not_of('-', begin + label.size() - 1);
        auto const end = begin == std::string_view::npos ? begin : text.find("END ", begin);
        if (end == std::string_view::npos) return std::nullopt;
        auto const last = text.find_last_not_of('-', end - 1);
        return text.substr(begin, last + 1 - begin);
    }
    return std::nullopt;
}

/// base64 without what may stand between its characters in a quoted or wrapped text; nothing when others do.
std::optional<Secret> bytes_of(std::string_view text) {
    std::string base64;
    for (auto const c : text) {
        static constexpr std::string_view between = " \t\r\n\v\f\"'`,;\\|>";
        if (between.find(c) == std::string_view::npos) base64 += c;
    }
    // Padding may get lost where a text is cut at "=".
    while (!base64.empty() && base64.back() == '=') base64.pop_back();
    base64.append((4 - base64.size() % 4) % 4, '=');
    auto bytes = from_base64(base64);
    if (!bytes || bytes->empty()) return std::nullopt;
    return Secret(std::move(*bytes));
}

}  // namespace

Result<PastedKey> read_pasted_key(std::string_view text) {
    // Between BEGIN and END, or in all of the text, nothing else may stand: a part of a key is no key.
    auto const cleaned = plain(text);
    bool const has_armour = cleaned.find("BEGIN ") != std::string::npos;
    auto const body = has_armour ? inside_armour(cleaned) : std::optional<std::string_view>(cleaned);
    if (!body || body->find("ENCRYPTED") != std::string_view::npos) return what_else(cleaned);
    auto bytes = bytes_of(*body);
    if (!bytes) return what_else(cleaned);
    auto const size = bytes->reveal().size();
    bool const is_seed = !has_armour && (size == seed_bytes || size == 2 * seed_bytes);
    return PastedKey{std::move(*bytes), is_seed};
}

}  // namespace mailapp::dkim
