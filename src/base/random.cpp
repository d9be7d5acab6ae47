#include "base/random.hpp"

#include "base/text.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string_view>

namespace mailapp {

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        throw std::runtime_error("the system's random generator gave nothing");
    }
    return bytes;
}

std::string random_hex(std::size_t bytes) {
    return to_hex(random_bytes(bytes));
}

std::string random_password(std::size_t length) {
    // 64 characters, so that one byte maps onto one without bias; 0, O, 1, l and I are left out.
    static constexpr std::string_view alphabet =
        "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.+=~@";
    static_assert(alphabet.size() == 64);
    length = std::max<std::size_t>(length, 16);
    for (;;) {
        std::string password;
        for (unsigned char const byte : random_bytes(length)) password += alphabet[byte % 64];
        auto const has = [&](auto is) { return std::any_of(password.begin(), password.end(), is); };
        bool const starts_plain = std::isalnum(static_cast<unsigned char>(password.front())) != 0;
        if (starts_plain && has([](unsigned char c) { return std::islower(c) != 0; }) &&
            has([](unsigned char c) { return std::isupper(c) != 0; }) &&
            has([](unsigned char c) { return std::isdigit(c) != 0; }) &&
            has([](unsigned char c) { return std::ispunct(c) != 0; })) {
            return password;
        }
    }
}

}  // namespace mailapp
