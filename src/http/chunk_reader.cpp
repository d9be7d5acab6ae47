#include "http/chunk_reader.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace mailapp::http {

namespace {

/// A size has few digits, and nobody uses extensions.
constexpr std::size_t longest_size_line = 1024;

}  // namespace

std::size_t ChunkReader::take(std::string_view bytes, std::string& body) {
    std::size_t taken = 0;
    while (!complete() && !wrong_) {
        auto rest = bytes.substr(taken);
        auto now = at_ == At::data ? take_data(rest, body) : take_line(rest, body);
        if (now == 0) break;
        taken += now;
    }
    return taken;
}

std::size_t ChunkReader::take_data(std::string_view bytes, std::string& body) {
    auto data = bytes.substr(0, remaining_);
    body += data;
    remaining_ -= data.size();
    if (remaining_ == 0) at_ = At::data_end;
    return data.size();
}

std::size_t ChunkReader::take_line(std::string_view bytes, std::string const& body) {
    auto limit = at_ == At::trailers ? trailer_limit_ - trailer_bytes_ : longest_size_line;
    auto feed = bytes.substr(0, limit).find('\n');
    if (feed == std::string_view::npos) {
        if (bytes.size() >= limit) wrong_ = Wrong::line_too_long;
        if (at_ == At::data_end && bytes.size() >= 2) wrong_ = Wrong::malformed;
        return 0;
    }
    auto line = bytes.substr(0, feed);
    if (line.empty() || line.back() != '\r' || has_control_characters(line.substr(0, feed - 1))) {
        wrong_ = Wrong::malformed;
        return 0;
    }
    line.remove_suffix(1);
    if (at_ == At::size_line) {
        read_size(line, body.size());
    } else if (at_ == At::data_end) {
        at_ = At::size_line;
        if (!line.empty()) wrong_ = Wrong::malformed;
    } else {
        trailer_bytes_ += feed + 1;
        if (line.empty()) at_ = At::end;
    }
    return feed + 1;
}

void ChunkReader::read_size(std::string_view line, std::size_t so_far) {
    auto digits = line.substr(0, line.find(';'));
    auto end = digits.data() + digits.size();
    std::size_t size = 0;
    auto [stopped, problem] = std::from_chars(digits.data(), end, size, 16);
    if (problem == std::errc::result_out_of_range) {
        wrong_ = Wrong::body_too_large;
    } else if (problem != std::errc() || stopped != end) {
        wrong_ = Wrong::malformed;
    } else if (size > body_limit_ - std::min(so_far, body_limit_)) {
        wrong_ = Wrong::body_too_large;
    } else {
        remaining_ = size;
        at_ = size == 0 ? At::trailers : At::data;
    }
}

}  // namespace mailapp::http
