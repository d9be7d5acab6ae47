#include "base/from_field.hpp"

namespace mailapp {
namespace {

bool is_atom_character(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(character) != std::string_view::npos;
}

/// What old programs put into names without encoding it.
bool is_beyond_ascii(char character) {
    return (static_cast<unsigned char>(character) & 0x80) != 0;
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::optional<std::vector<std::string>> list() {
        std::vector<std::string> addresses;
        do {
            if (!skip_blanks()) return std::nullopt;
            if (!mailbox(addresses) || !skip_blanks()) return std::nullopt;
        } while (take(','));
        if (!is_at_end()) return std::nullopt;
        return addresses;
    }

private:
    bool is_at_end() const { return at_ == text_.size(); }
    char here() const { return is_at_end() ? '\0' : text_[at_]; }
    bool take(char expected) {
        if (is_at_end() || text_[at_] != expected) return false;
        ++at_;
        return true;
    }

    void skip_white_space() {
        while (!is_at_end() && std::string_view(" \t\r\n").find(here()) != std::string_view::npos) ++at_;
    }

    /// White space and comments. False at a comment that does not end or that a careless reader could take
    /// for an address.
    bool skip_blanks() {
        for (;;) {
            skip_white_space();
            if (here() != '(') return true;
            if (!skip_comment()) return false;
        }
    }

    bool skip_comment() {
        int depth = 0;
        do {
            if (is_at_end()) return false;
            char const character = text_[at_++];
            if (character == '(') ++depth;
            if (character == ')') --depth;
            if (character == '\\' && !is_at_end()) ++at_;
            if (character == '<' || character == '>' || character == '@') return false;
        } while (depth > 0);
        return true;
    }

    std::string atoms() {
        auto const start = at_;
        while (!is_at_end() && is_atom_character(here())) ++at_;
        return std::string(text_.substr(start, at_ - start));
    }

    std::optional<std::string> dotted_atoms() {
        auto text = atoms();
        if (text.empty()) return std::nullopt;
        while (take('.')) {
            auto const more = atoms();
            if (more.empty()) return std::nullopt;
            text += "." + more;
        }
        return text;
    }

    std::optional<std::string> quoted() {
        if (!take('"')) return std::nullopt;
        std::string content;
        while (!is_at_end()) {
            char const character = text_[at_++];
            if (character == '"') return content;
            if (character == '\\') {
                if (is_at_end()) return std::nullopt;
                content += text_[at_++];
            } else {
                content += character;
            }
        }
        return std::nullopt;
    }

    std::optional<std::string> address() {
        auto const local_part = here() == '"' ? quoted() : dotted_atoms();
        if (!local_part || !take('@')) return std::nullopt;
        auto const domain = dotted_atoms();
        if (!domain) return std::nullopt;
        return *local_part + "@" + *domain;
    }

    /// The words before "<"; may be none.
    bool skip_name() {
        for (;;) {
            if (!skip_blanks()) return false;
            if (here() == '"') {
                if (!quoted()) return false;
            } else if (is_atom_character(here()) || is_beyond_ascii(here()) || here() == '.') {
                ++at_;
            } else {
                return here() == '<';
            }
        }
    }

    /// Adds the address; where an address stands without quotes as the name, that one behind it.
    bool mailbox(std::vector<std::string>& addresses) {
        auto const start = at_;
        auto bare = address();
        if (bare) {
            auto const behind = at_;
            if (!skip_blanks()) return false;
            if (is_at_end() || here() == ',') {
                at_ = behind;
                addresses.push_back(std::move(*bare));
                return true;
            }
            if (here() != '<') return false;
        } else {
            at_ = start;
            if (!skip_name()) return false;
        }
        if (!take('<')) return false;
        skip_white_space();
        auto inside = address();
        skip_white_space();
        if (!inside || !take('>')) return false;
        addresses.push_back(std::move(*inside));
        if (bare) addresses.push_back(std::move(*bare));
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// Line ends of folding and tabs are white space; other control characters have no place in a field.
bool has_other_control_characters(std::string_view text) {
    for (char const character : text) {
        auto const code = static_cast<unsigned char>(character);
        if ((code < 0x20 && code != '\t' && code != '\r' && code != '\n') || code == 0x7f) return true;
    }
    return false;
}

}  // namespace

std::optional<std::vector<std::string>> read_from_field(std::string_view value) {
    if (has_other_control_characters(value)) return std::nullopt;
    return Reader(value).list();
}

}  // namespace mailapp
