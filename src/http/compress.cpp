#include "http/compress.hpp"

#include "base/text.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>

namespace mailapp::http {

namespace {

/// A weight in thousandths (RFC 9110, section 12.4.2); 0 when it is malformed, so that nobody gets what they
/// did not clearly ask for.
int parse_weight(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
    if (text.size() == 1) return text[0] == '1' ? 1000 : 0;
    if (text[1] != '.') return 0;
    int weight = text[0] == '1' ? 1000 : 0;
    int unit = 100;
    for (char digit : text.substr(2)) {
        if (digit < '0' || digit > '9') return 0;
        weight += (digit - '0') * unit;
        unit /= 10;
    }
    return std::min(weight, 1000);
}

}  // namespace

int coding_weight(std::string_view accept_encoding, std::string_view coding) {
    std::optional<int> named;
    std::optional<int> identity;
    std::optional<int> any;
    for (auto item : split(accept_encoding, ',')) {
        auto semicolon = item.find(';');
        auto name = to_lower(trim(item.substr(0, semicolon)));
        // The old spelling (RFC 9110, section 8.4.1.3).
        if (name == "x-gzip") name = "gzip";
        int weight = 1000;
        if (semicolon != std::string_view::npos) {
            auto parameter = to_lower(trim(item.substr(semicolon + 1)));
            weight = parameter.starts_with("q=") ? parse_weight(std::string_view(parameter).substr(2)) : 0;
        }
        if (name == coding) {
            named = weight;
        } else if (name == "identity") {
            identity = weight;
        } else if (name == "*") {
            any = weight;
        }
    }
    int const wanted = named.value_or(any.value_or(0));
    return wanted >= identity.value_or(0) ? wanted : 0;
}

bool prefers_gzip(std::string_view accept_encoding) {
    return coding_weight(accept_encoding, "gzip") > 0;
}

bool is_compressible(std::string_view content_type) {
    auto type = to_lower(trim(content_type.substr(0, content_type.find(';'))));
    if (type == "text/event-stream") return false;
    return type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml") ||
           type == "application/json" || type == "application/xml" || type == "application/javascript" ||
           type == "application/wasm" || type == "application/x-ndjson";
}

struct GzipWriter::State {
    z_stream stream{};
};

void GzipWriter::Delete::operator()(State* state) const {
    deflateEnd(&state->stream);
    delete state;
}

GzipWriter::GzipWriter() {
    auto state = std::make_unique<State>();
    // The fastest level: lists of JSON shrink tenfold with it already, and a reply's time counts for more
    // than its last tenth. 15 + 16: the largest window, gzip framing.
    if (deflateInit2(&state->stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib has no memory for a stream");
    }
    state_.reset(state.release());
}

std::string GzipWriter::add(std::string_view text, Then then) {
    auto& stream = state_->stream;
    if (text.size() > std::numeric_limits<uInt>::max())
        throw std::length_error("too large for one gzip part");
    // zlib's interface is older than const; it does not write here.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    std::string out;
    std::size_t used = 0;
    do {
        out.resize(used + std::max<std::size_t>(4096, text.size() / 4));
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
        stream.avail_out = static_cast<uInt>(out.size() - used);
        deflate(&stream, then == Then::end ? Z_FINISH : Z_SYNC_FLUSH);
        used = out.size() - stream.avail_out;
    } while (stream.avail_out == 0);
    out.resize(used);
    return out;
}

}  // namespace mailapp::http
