#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp {

/// Octets of a line without its end, at most (RFC 5322, section 2.1.1).
inline constexpr std::size_t longest_mail_line = 998;

/// What stands in the way of a body that is to arrive as it was written: octets beyond ASCII need servers
/// with 8BITMIME all the way (RFC 6152), and no server need take longer lines.
struct BodyTrouble {
    bool is_eight_bit = false;
    bool has_long_line = false;
    bool is_any() const { return is_eight_bit || has_long_line; }
};

/// Looks at a body piece by piece, however it is cut.
class BodyScan {
public:
    void add(std::string_view piece);
    BodyTrouble const& found() const { return found_; }
    /// Nothing but white space and line ends, and some of it.
    bool is_blank() const { return !has_text_ && size_ > 0; }
    std::size_t size() const { return size_; }

private:
    BodyTrouble found_;
    bool has_text_ = false;
    std::size_t size_ = 0;
    std::size_t line_ = 0;
};

BodyTrouble trouble_of(std::string_view body);

/// The fields of an entity's header that say what its body is; nothing when it has no such field.
struct EntityFields {
    std::optional<std::string> type;      ///< value of Content-Type
    std::optional<std::string> encoding;  ///< value of Content-Transfer-Encoding
};

/// A body in ASCII and short lines, and the fields that say how it is written now.
struct SevenBitEntity {
    std::string body;
    std::string encoding;             ///< for Content-Transfer-Encoding
    std::optional<std::string> type;  ///< for a Content-Type that was missing
};

/// The same message with every part that is in need of it in quoted-printable or base64 (RFC 2045, section
/// 6), as RFC 6376, section 5.3, wants it before a signature. What has a signature of its own
/// (multipart/signed) and what is not written by the rules stays as it is: trouble_of() tells whether some is
/// left.
SevenBitEntity to_seven_bit(EntityFields const& fields, std::string_view body);

/// The value of a header field with line ends in front of white space so that no line is too long; `used`
/// octets of the first line are taken by its name. Nothing when there is no place for one. Lines end with
/// "\n", as in milters.
std::optional<std::string> folded_field(std::string_view value, std::size_t used);

}  // namespace mailapp
