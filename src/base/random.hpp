#pragma once

#include <cstddef>
#include <string>

namespace mailapp {

/// `count` bytes from the system's generator. Throws when it has none to give.
std::string random_bytes(std::size_t count);
/// Random bytes as lower-case hexadecimal; the text is twice as long.
std::string random_hex(std::size_t bytes);
/// A password of `length` (at least 16) letters and digits with every class in it, without look-alikes.
std::string random_password(std::size_t length = 20);

}  // namespace mailapp
