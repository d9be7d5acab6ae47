#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <cstdint>
#include <string>

namespace mailapp {

/// What sort of outcome an Error is; picks the HTTP status in one place (http/problem.cpp).
enum class ErrorKind {
    invalid,          ///< the input is wrong; `field` names the member
    unauthenticated,  ///< nobody is signed in, or the credentials are wrong
    forbidden,        ///< known, but not allowed
    not_found,
    conflict,           ///< against the present state: taken, in use, a limit is reached
    precondition,       ///< If-Match names another version (RFC 9110, section 13.1.1)
    too_many_requests,  ///< throttled; try later
    upstream,           ///< a program or server that we depend on refused or did not answer
};

/// An outcome that the caller is expected to handle. Anything unexpected is thrown instead.
struct Error {
    ErrorKind kind = ErrorKind::invalid;
    std::string code;              ///< stable, for programs: "alias.address_taken"
    std::string detail;            ///< for people; never a secret, never SQL
    std::string field;             ///< JSON pointer (RFC 6901), when one member is at fault
    std::int64_t retry_after = 0;  ///< seconds, of too_many_requests; 0: a moment

    friend bool operator==(Error const&, Error const&) = default;
};

/// A T, or the Error that explains why there is none.
template <class T = void>
using Result = boost::system::result<T, Error>;

/// Called by Result::value() on an error: reading an unchecked Result is a mistake in our code.
[[noreturn]] void throw_exception_from_error(Error const& error, boost::source_location const& where);

inline Error invalid(std::string code, std::string detail, std::string field = {}) {
    return {ErrorKind::invalid, std::move(code), std::move(detail), std::move(field)};
}
inline Error not_found(std::string code, std::string detail) {
    return {ErrorKind::not_found, std::move(code), std::move(detail), {}};
}
inline Error conflict(std::string code, std::string detail, std::string field = {}) {
    return {ErrorKind::conflict, std::move(code), std::move(detail), std::move(field)};
}
inline Error forbidden(std::string code, std::string detail) {
    return {ErrorKind::forbidden, std::move(code), std::move(detail), {}};
}
inline Error too_many_requests(std::string code, std::string detail, std::int64_t retry_after) {
    return {ErrorKind::too_many_requests, std::move(code), std::move(detail), {}, retry_after};
}
inline Error upstream(std::string code, std::string detail) {
    return {ErrorKind::upstream, std::move(code), std::move(detail), {}};
}

}  // namespace mailapp
