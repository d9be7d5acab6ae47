#include "base/normal_form.hpp"

#include "base/text.hpp"

#include <uninorm.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace mailapp {

std::string to_nfc(std::string_view text) {
    bool const is_ascii = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
    if (is_ascii || !is_clean_utf8(text)) return std::string(text);
    std::size_t length = 0;
    std::unique_ptr<std::uint8_t, decltype(&std::free)> const composed(
        u8_normalize(UNINORM_NFC, reinterpret_cast<std::uint8_t const*>(text.data()), text.size(), nullptr,
                     &length),
        &std::free);
    // Well-formed text fails for want of memory only.
    if (!composed) throw std::bad_alloc();
    return {reinterpret_cast<char const*>(composed.get()), length};
}

}  // namespace mailapp
