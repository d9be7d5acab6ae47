#include "identity/password_policy.hpp"

#include "base/text.hpp"
#include "identity/password.hpp"

#include <algorithm>

namespace mailapp::identity {
namespace {

constexpr std::int64_t shortest_of_administrators = 10;

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    // Letters outside ASCII begin with a byte above 0x7f.
    return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80;
}

std::int64_t characters(std::string_view utf8) {
    return std::count_if(utf8.begin(), utf8.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

template <class Is>
bool has(std::string_view text, Is is) {
    return std::any_of(text.begin(), text.end(), is);
}

}  // namespace

PasswordPolicy password_policy(PasswordOwner owner) {
    PasswordPolicy policy;
    if (owner == PasswordOwner::administrator)
        policy.length = std::max(policy.length, shortest_of_administrators);
    return policy;
}

std::optional<Error> check_new_password(std::string_view password, PasswordPolicy const& policy,
                                        std::string field) {
    if (password.size() > longest_password) {
        return invalid("password.too_long",
                       "A password has at most " + std::to_string(longest_password) + " bytes.",
                       std::move(field));
    }
    if (!is_clean_utf8(password) || has_control_characters(password)) {
        return invalid("password.invalid", "A password is text without control characters.",
                       std::move(field));
    }
    std::string missing;
    auto const need = [&](bool wanted, bool there, std::string const& what) {
        if (wanted && !there) missing += (missing.empty() ? "" : ", ") + what;
    };
    need(true, characters(password) >= policy.length,
         "at least " + std::to_string(policy.length) + " characters");
    need(policy.letter, has(password, is_letter), "a letter");
    need(policy.both_cases, has(password, is_upper) && has(password, is_lower),
         "an upper-case and a lower-case letter");
    need(policy.digit, has(password, is_digit), "a digit");
    need(policy.special, has(password, [](char c) { return !is_letter(c) && !is_digit(c); }),
         "a character that is neither letter nor digit");
    if (missing.empty()) return std::nullopt;
    return invalid("password.too_weak", "A new password needs " + missing + ".", std::move(field));
}

}  // namespace mailapp::identity
