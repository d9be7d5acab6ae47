#pragma once

#include "base/error.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::compat::mailcow {

enum class MessageType { success, danger, warning };

/// An argument of a message: a text or a number.
class Argument {
public:
    Argument(std::string_view text);
    Argument(std::string const& text) : Argument(std::string_view(text)) {}
    Argument(char const* text) : Argument(std::string_view(text)) {}
    Argument(std::int64_t number) : json_(std::to_string(number)) {}

    std::string const& json() const { return json_; }

private:
    std::string json_;
};

/// What a write answers: [{"type", "log", "msg"}, ...], one entry for each effect or failure.
class Messages {
public:
    /// `log`: JSON that names the call, of all entries that bring none of their own.
    explicit Messages(std::string log) : log_(std::move(log)) {}

    void success(std::string_view key, std::vector<Argument> const& arguments = {},
                 std::string_view log = {}) {
        add(MessageType::success, key, arguments, log);
    }
    void danger(std::string_view key, std::vector<Argument> const& arguments = {},
                std::string_view log = {}) {
        add(MessageType::danger, key, arguments, log);
    }
    void warning(std::string_view key, std::vector<Argument> const& arguments = {}) {
        add(MessageType::warning, key, arguments, {});
    }
    void add(MessageType type, std::string_view key, std::vector<Argument> const& arguments,
             std::string_view log);

    /// A failure in mailcow's words. `object` and `figures` are arguments that the key may want.
    void failure(Error const& error, std::string_view object, std::vector<std::int64_t> const& figures = {});

    /// None yet, with the same log.
    Messages like() const { return Messages(log_); }
    void append(Messages const& more);

    bool empty() const { return entries_.empty(); }
    /// The JSON text.
    std::string text() const { return "[" + entries_ + "]"; }

private:
    std::string log_;
    std::string entries_;
};

/// The log entry of a failed password check; it tells nothing about the request.
inline constexpr std::string_view password_check_log = R"(["password_check",null,null])";

/// The call as the log shows it: ["mailbox","add","domain",{...},null]. Members whose names speak of
/// passwords, keys, tokens and secrets are shown as "*". `type` may be empty.
std::string call_log(std::string_view function, std::string_view action, std::string_view type,
                     boost::json::value data);

}  // namespace mailapp::compat::mailcow
