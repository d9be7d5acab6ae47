#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace mailapp::http {

/// How much an Accept-Encoding value (RFC 9110, section 12.5.3) wants a coding ("gzip", "br"), in
/// thousandths; 0 when it refuses the coding or prefers the plain form.
int coding_weight(std::string_view accept_encoding, std::string_view coding);
/// Whether it prefers gzip to the plain form.
bool prefers_gzip(std::string_view accept_encoding);
/// Whether a media type is text in some form; pictures, archives and the like are compressed already. Event
/// streams are left alone, so that nothing holds an event back.
bool is_compressible(std::string_view content_type);

/// One gzip stream (RFC 1952), part by part.
class GzipWriter {
public:
    GzipWriter();

    enum class Then { more_follows, end };
    /// All compressed bytes up to and with `text`: a reader has seen the whole of it once it has these.
    std::string add(std::string_view text, Then then);

private:
    struct State;
    struct Delete {
        void operator()(State* state) const;
    };
    std::unique_ptr<State, Delete> state_;
};

}  // namespace mailapp::http
