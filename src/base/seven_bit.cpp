#include "base/seven_bit.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace mailapp {
namespace {

/// Parts within parts beyond this are no letter of anybody.
constexpr int deepest_part = 20;
/// Of encoded lines (RFC 2045, sections 6.7 and 6.8).
constexpr std::size_t encoded_line = 76;

bool is_eight_bit(char character) {
    return (static_cast<unsigned char>(character) & 0x80) != 0;
}

bool is_blank_character(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

/// Lines without their ends; the last one may be empty.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (;;) {
        auto const end = text.find("\r\n");
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 2);
    }
}

std::string wrapped_base64(std::string_view text) {
    std::string wrapped;
    wrapped.reserve(text.size() + text.size() / 32);
    for (std::size_t at = 0; at < text.size(); at += encoded_line)
        wrapped.append(text.substr(at, encoded_line)).append("\r\n");
    return wrapped;
}

std::string without_blanks(std::string_view text) {
    std::string kept;
    kept.reserve(text.size());
    for (char const character : text)
        if (!is_blank_character(character)) kept += character;
    return kept;
}

/// One line in quoted-printable; `keeps_escapes` where it is that already, only too long.
std::string quoted_printable_line(std::string_view line, bool keeps_escapes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    std::size_t used = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        char const character = line[at];
        std::string piece(1, character);
        bool const is_last = at + 1 == line.size();
        bool const is_space = character == ' ' || character == '\t';
        if (character == '=' && keeps_escapes) {
            auto const length = is_last ? 1U : std::min<std::size_t>(3, line.size() - at);
            piece = std::string(line.substr(at, length));
            at += length - 1;
        } else if (is_eight_bit(character) || character == '=' || (is_space && is_last && !keeps_escapes) ||
                   (character < ' ' && !is_space) || character == 0x7f) {
            auto const code = static_cast<unsigned char>(character);
            piece = {'=', digits[code / 16], digits[code % 16]};
        }
        // One column stays for the "=" that says that the line goes on.
        bool const ends = at + 1 >= line.size();
        if (used + piece.size() > encoded_line - (ends ? 0 : 1)) {
            encoded += "=\r\n";
            used = 0;
        }
        encoded += piece;
        used += piece.size();
    }
    return encoded;
}

std::string quoted_printable(std::string_view body, bool keeps_escapes) {
    std::string encoded;
    auto const lines = lines_of(body);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        encoded += quoted_printable_line(lines[i], keeps_escapes);
        if (i + 1 < lines.size()) encoded += "\r\n";
    }
    return encoded;
}

std::string media_type(EntityFields const& fields) {
    auto const value = fields.type.value_or("text/plain");
    return to_lower(trim(std::string_view(value).substr(0, value.find(';'))));
}

/// A parameter of Content-Type (RFC 2045, section 5.1); "" when it is missing or not written by the rules.
std::string parameter(std::string_view value, std::string_view name) {
    auto at = value.find(';');
    while (at != std::string_view::npos) {
        value.remove_prefix(at + 1);
        auto const equals = value.find('=');
        if (equals == std::string_view::npos) return "";
        bool const is_it = to_lower(trim(value.substr(0, equals))) == name;
        value = trim(value.substr(equals + 1));
        std::string content;
        if (value.starts_with('"')) {
            std::size_t i = 1;
            for (; i < value.size() && value[i] != '"'; ++i) {
                if (value[i] == '\\' && i + 1 < value.size()) ++i;
                content += value[i];
            }
            if (i == value.size()) return "";
            value.remove_prefix(i);
        } else {
            auto const end = std::min(value.find_first_of("; \t\r\n("), value.size());
            content = std::string(value.substr(0, end));
        }
        if (is_it) return content;
        at = value.find(';');
    }
    return "";
}

SevenBitEntity encode(EntityFields const& fields, std::string_view body, int depth);

/// A part of a multipart, or a message within a message: a header, an empty line, a body.
class Part {
public:
    explicit Part(std::string_view text) {
        auto const empty = text.starts_with("\r\n") ? 0 : text.find("\r\n\r\n");
        if (empty == std::string_view::npos) {
            header_ = text;
            return;
        }
        auto const header_size = text.starts_with("\r\n") ? 0 : empty + 2;
        header_ = text.substr(0, header_size);
        body_ = text.substr(header_size + 2);
        has_body_ = true;
    }

    std::string seven_bit(int depth) const {
        if (!has_body_ || !trouble_of(body_).is_any()) return whole(std::string(header_), body_);
        auto const type = field("content-type");
        auto const encoding = field("content-transfer-encoding");
        if (type.count > 1 || encoding.count > 1) return whole(std::string(header_), body_);
        auto const made = encode({type.value, encoding.value}, body_, depth);
        if (made.body == body_) return whole(std::string(header_), body_);
        std::string header = without(encoding);
        if (made.type) header += "Content-Type: " + *made.type + "\r\n";
        header += "Content-Transfer-Encoding: " + made.encoding + "\r\n";
        return whole(header, made.body);
    }

private:
    struct Field {
        int count = 0;
        std::optional<std::string> value;
        std::size_t start = 0, size = 0;  ///< in the header
    };

    Field field(std::string_view name) const {
        Field found;
        std::size_t at = 0;
        while (at < header_.size()) {
            auto end = at;
            do {
                auto const line_end = header_.find("\r\n", end);
                end = line_end == std::string_view::npos ? header_.size() : line_end + 2;
            } while (end < header_.size() && (header_[end] == ' ' || header_[end] == '\t'));
            auto const text = header_.substr(at, end - at);
            auto const colon = text.find(':');
            if (colon != std::string_view::npos && to_lower(trim(text.substr(0, colon))) == name) {
                ++found.count;
                found.value = std::string(text.substr(colon + 1));
                found.start = at;
                found.size = end - at;
            }
            at = end;
        }
        return found;
    }

    std::string without(Field const& found) const {
        std::string header(header_);
        if (found.count == 1) header.erase(found.start, found.size);
        if (!header.empty() && !header.ends_with("\r\n")) header += "\r\n";
        return header;
    }

    std::string whole(std::string header, std::string_view body) const {
        if (has_body_) header.append("\r\n").append(body);
        return header;
    }

    std::string_view header_;
    std::string_view body_;
    bool has_body_ = false;
};

/// Whether a line divides parts, and whether it is the last to do so.
bool is_delimiter(std::string_view line, std::string const& boundary, bool& is_last) {
    if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return false;
    auto rest = line.substr(2 + boundary.size());
    is_last = rest.starts_with("--");
    if (is_last) rest.remove_prefix(2);
    return trim(rest).empty();
}

/// What stands before the first and behind the last delimiter is for nobody to read (RFC 2046,
/// section 5.1.1).
std::string aside(std::string_view text) {
    return trouble_of(text).is_any() ? std::string() : std::string(text);
}

std::string seven_bit_parts(std::string_view body, std::string const& boundary, int depth) {
    std::string made;
    std::size_t start = 0;  // of the part, or of what stands before the first
    std::size_t at = 0;
    bool is_inside = false;
    bool is_over = false;
    // The line end before a delimiter belongs to it.
    auto const take = [&](std::size_t end) {
        auto const text = body.substr(start, end - start);
        made += is_inside ? Part(text).seven_bit(depth + 1) : aside(text);
    };
    while (at < body.size() && !is_over) {
        auto const line_end = std::min(body.find("\r\n", at), body.size());
        auto const next = std::min(line_end + 2, body.size());
        bool is_last = false;
        if (is_delimiter(body.substr(at, line_end - at), boundary, is_last)) {
            auto const end = at >= start + 2 ? at - 2 : start;
            take(end);
            made += body.substr(end, next - end);
            start = next;
            is_inside = !is_last;
            is_over = is_last;
        }
        at = next;
    }
    take(body.size());
    return made;
}

SevenBitEntity encode_text(EntityFields const& fields, std::string_view body) {
    SevenBitEntity made{quoted_printable(body, false), "quoted-printable", std::nullopt};
    // Three octets for one: where most of a text is beyond ASCII, base64 is much shorter.
    if (made.body.size() > body.size() * 2 + encoded_line)
        made = {wrapped_base64(to_base64(body)), "base64", std::nullopt};
    if (fields.type) return made;
    // RFC 1428 has the name for what nobody can know.
    auto const* charset = !trouble_of(body).is_eight_bit ? "us-ascii"
                          : is_clean_utf8(body)          ? "utf-8"
                                                         : "unknown-8bit";
    made.type = std::string("text/plain; charset=") + charset;
    return made;
}

SevenBitEntity encode(EntityFields const& fields, std::string_view body, int depth) {
    auto const type = media_type(fields);
    auto const encoding = to_lower(trim(fields.encoding.value_or("7bit")));
    SevenBitEntity const as_it_is{std::string(body), encoding, std::nullopt};
    bool const is_plain = encoding == "7bit" || encoding == "8bit" || encoding == "binary";
    if (depth > deepest_part || !trouble_of(body).is_any()) return as_it_is;
    if (type == "multipart/signed" || type == "multipart/encrypted") return as_it_is;
    if (type.starts_with("multipart/")) {
        auto const boundary = parameter(*fields.type, "boundary");
        if (boundary.empty() || !is_plain) return as_it_is;
        auto made = seven_bit_parts(body, boundary, depth);
        auto const left = trouble_of(made).is_eight_bit;
        return {std::move(made), left ? "8bit" : "7bit", std::nullopt};
    }
    if (type.starts_with("message/")) {
        if (type != "message/rfc822" || !is_plain) return as_it_is;
        auto made = Part(body).seven_bit(depth + 1);
        auto const left = trouble_of(made).is_eight_bit;
        return {std::move(made), left ? "8bit" : "7bit", std::nullopt};
    }
    if (encoding == "quoted-printable") return {quoted_printable(body, true), encoding, std::nullopt};
    if (encoding == "base64") {
        if (trouble_of(body).is_eight_bit) return as_it_is;
        return {wrapped_base64(without_blanks(body)), encoding, std::nullopt};
    }
    if (!is_plain) return as_it_is;
    if (type.starts_with("text/")) return encode_text(fields, body);
    return {wrapped_base64(to_base64(body)), "base64", std::nullopt};
}

}  // namespace

void BodyScan::add(std::string_view piece) {
    size_ += piece.size();
    for (char const character : piece) {
        found_.is_eight_bit = found_.is_eight_bit || is_eight_bit(character);
        has_text_ = has_text_ || !is_blank_character(character);
        if (character == '\n') {
            line_ = 0;
        } else if (character != '\r' && ++line_ > longest_mail_line) {
            found_.has_long_line = true;
        }
    }
}

BodyTrouble trouble_of(std::string_view body) {
    BodyScan scan;
    scan.add(body);
    return scan.found();
}

SevenBitEntity to_seven_bit(EntityFields const& fields, std::string_view body) {
    return encode(fields, body, 0);
}

std::optional<std::string> folded_field(std::string_view value, std::size_t used) {
    std::string folded;
    while (!value.empty()) {
        auto const end = std::min(value.find('\n'), value.size());
        auto line = value.substr(0, end);
        value.remove_prefix(std::min(end + 1, value.size()));
        while (line.size() + used > longest_mail_line) {
            auto const room = longest_mail_line - std::min(used, longest_mail_line);
            // Not at the line's own beginning: that would make a line of nothing but white space.
            auto const space = line.substr(0, room + 1).find_last_of(" \t");
            auto const text = line.find_first_not_of(" \t\r");
            if (space == std::string_view::npos || text == std::string_view::npos || space <= text)
                return std::nullopt;
            folded.append(line.substr(0, space)).append("\n");
            line.remove_prefix(space);
            used = 0;
        }
        folded.append(line);
        if (!value.empty()) folded.append("\n");
        used = 0;
    }
    return folded;
}

}  // namespace mailapp
