#pragma once

#include "base/error.hpp"
#include "reflect/json_write.hpp"
#include "reflect/members.hpp"

#include <cstddef>
#include <optional>
#include <string>

/// How a verb travels: one JSON object a line each way over a Unix socket.
namespace mailapp::agent {

constexpr std::size_t longest_request = std::size_t{64} * 1024;       ///< a thousand queue ids fit
constexpr std::size_t longest_reply = std::size_t{16} * 1024 * 1024;  ///< a full queue listing fits

struct RequestLine {
    static constexpr std::array required_members{"verb"};
    std::string verb;
    std::string request_id;  ///< of the HTTP request or job behind it, for the log
    reflect::RawJson arguments{"{}"};
};
BOOST_DESCRIBE_STRUCT(RequestLine, (), (verb, request_id, arguments))

/// An Error on its way.
struct WireError {
    std::string kind;
    std::string code;
    std::string detail;
    std::string field;
};
BOOST_DESCRIBE_STRUCT(WireError, (), (kind, code, detail, field))

WireError to_wire(Error const& error);
/// An unknown kind becomes `upstream`: the other side is another version.
Error from_wire(WireError const& error);

/// The line of a refusal, with its end.
std::string error_line(Error const& error);
/// The line of a result that is JSON already, with its end.
std::string result_line(std::string const& result_json);

}  // namespace mailapp::agent
