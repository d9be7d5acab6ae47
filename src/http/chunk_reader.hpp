#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp::http {

/// Undoes the chunked transfer coding (RFC 9112, section 7.1). Extensions and trailers are read and
/// forgotten. Our own, because the one of Boost.Beast 1.81 asserts on "0\r\n" in a packet of its own and
/// takes "0x3" for the last chunk.
class ChunkReader {
public:
    enum class Wrong { malformed, body_too_large, line_too_long };

    ChunkReader(std::size_t body_limit, std::size_t trailer_limit)
        : body_limit_(body_limit), trailer_limit_(trailer_limit) {}

    /// Takes bytes, appends data to `body` and says how many bytes it took; those that are left must be
    /// offered again with more behind them.
    std::size_t take(std::string_view bytes, std::string& body);

    bool complete() const { return at_ == At::end; }
    std::optional<Wrong> wrong() const { return wrong_; }

private:
    enum class At { size_line, data, data_end, trailers, end };

    std::size_t take_data(std::string_view bytes, std::string& body);
    std::size_t take_line(std::string_view bytes, std::string const& body);
    void read_size(std::string_view line, std::size_t so_far);

    std::size_t const body_limit_;
    std::size_t const trailer_limit_;
    At at_ = At::size_line;
    std::size_t remaining_ = 0;
    std::size_t trailer_bytes_ = 0;
    std::optional<Wrong> wrong_;
};

}  // namespace mailapp::http
