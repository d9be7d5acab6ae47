#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace mailapp::agent {

/// Reads and writes lines on a stream socket within limits of size and time. Borrows the descriptor.
class LineStream {
public:
    enum class Outcome { line, closed, too_long, timeout };
    using Duration = std::chrono::milliseconds;

    LineStream(int descriptor, std::size_t longest_line) : fd_(descriptor), longest_(longest_line) {}

    /// The next line without its end. `wait` bounds the time to its first byte, `whole` from there to its
    /// end.
    Outcome read(std::string& line, Duration wait, Duration whole);
    /// False when the other side is gone or does not take it in time.
    bool write(std::string_view text, Duration within) const;

private:
    int fd_;
    std::size_t longest_;
    std::string buffer_;
};

}  // namespace mailapp::agent
