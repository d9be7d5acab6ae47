#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Values as mailcow's clients send them: numbers as text, booleans as 0, 1, "0", "1" or true, lists as
/// arrays or as one text. Nothing here fails: what cannot be read counts as absent or zero, as in mailcow.
namespace mailapp::compat::mailcow::loose {

/// A scalar as text: true is "1", false and null are "". "" for lists and objects.
std::string text(boost::json::value const& value);

/// The number at the start of a text, or a number without its fraction; 0 when there is none. Nothing for
/// null, "" and what is no scalar.
std::optional<std::int64_t> integer(boost::json::value const& value);

/// False for 0, "0", false and texts without a number; true for other numbers, true, "on", "yes" and "true".
/// Of a list the last entry counts: forms send a check box behind its hidden default. Nothing for null and
/// "".
std::optional<bool> flag(boost::json::value const& value);

/// The entries of a list, or the words of a text that are separated by space, comma, semicolon or line end.
std::vector<std::string> list(boost::json::value const& value);

/// The attributes of a request by name; every reading function gives nothing for an absent member.
class Attributes {
public:
    Attributes() = default;
    explicit Attributes(boost::json::object members) : members_(std::move(members)) {}

    bool has(std::string_view name) const { return members_.contains(name); }
    /// Nothing for an absent or null member.
    std::optional<std::string> text(std::string_view name) const;
    /// As text, without surrounding space; nothing when that is empty.
    std::optional<std::string> word(std::string_view name) const;
    std::optional<std::int64_t> integer(std::string_view name) const;
    /// A count or a limit: below 0 counts as 0.
    std::optional<std::int64_t> amount(std::string_view name) const;
    /// An amount of MiB, in bytes.
    std::optional<std::int64_t> mebibytes(std::string_view name) const;
    std::optional<bool> flag(std::string_view name) const;
    std::optional<std::vector<std::string>> list(std::string_view name) const;

    boost::json::object const& members() const { return members_; }

private:
    boost::json::object members_;
};

}  // namespace mailapp::compat::mailcow::loose
