#pragma once

#include "base/json_text.hpp"

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace mailapp::compat::mailcow {

/// Writes the members of one JSON object straight into a text, in the order of the calls. Names are ours and
/// need no escapes.
class Members {
public:
    explicit Members(std::string& out) : out_(out) { out_ += '{'; }
    ~Members() { out_ += '}'; }
    Members(Members const&) = delete;
    Members& operator=(Members const&) = delete;

    Members& add(std::string_view name, std::string_view text) {
        begin(name);
        append_json_string(out_, text);
        return *this;
    }
    Members& add(std::string_view name, char const* text) { return add(name, std::string_view(text)); }
    template <std::integral T>
    requires(!std::same_as<T, bool>) Members& add(std::string_view name, T number) {
        begin(name);
        char digits[24];
        out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
        return *this;
    }
    /// A flag, as mailcow writes most of them: 0 or 1.
    Members& flag(std::string_view name, bool value) { return add(name, value ? 1 : 0); }
    /// A flag as text: "0" or "1".
    Members& flag_text(std::string_view name, bool value) { return add(name, value ? "1" : "0"); }
    /// A number as text.
    Members& number_text(std::string_view name, std::integral auto number) {
        begin(name);
        char digits[24];
        out_ += '"';
        out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
        out_ += '"';
        return *this;
    }
    /// JSON that is text already.
    Members& json(std::string_view name, std::string_view text) {
        begin(name);
        out_ += text;
        return *this;
    }
    /// Writes the name; the caller appends the value.
    std::string& value_of(std::string_view name) {
        begin(name);
        return out_;
    }

private:
    void begin(std::string_view name) {
        if (!first_) out_ += ',';
        first_ = false;
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }

    std::string& out_;
    bool first_ = true;
};

/// A JSON array of texts.
template <class Texts>
void append_texts(std::string& out, Texts const& texts) {
    out += '[';
    bool first = true;
    for (auto const& text : texts) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, text);
    }
    out += ']';
}

}  // namespace mailapp::compat::mailcow
