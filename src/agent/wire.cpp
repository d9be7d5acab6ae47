#include "agent/wire.hpp"

#include <array>
#include <utility>

namespace mailapp::agent {
namespace {

constexpr std::array<std::pair<ErrorKind, std::string_view>, 8> kinds{{
    {ErrorKind::invalid, "invalid"},
    {ErrorKind::unauthenticated, "unauthenticated"},
    {ErrorKind::forbidden, "forbidden"},
    {ErrorKind::not_found, "not_found"},
    {ErrorKind::conflict, "conflict"},
    {ErrorKind::precondition, "precondition"},
    {ErrorKind::too_many_requests, "too_many_requests"},
    {ErrorKind::upstream, "upstream"},
}};

}  // namespace

WireError to_wire(Error const& error) {
    WireError wire{"upstream", error.code, error.detail, error.field};
    for (auto const& [kind, name] : kinds) {
        if (kind == error.kind) wire.kind = name;
    }
    return wire;
}

Error from_wire(WireError const& wire) {
    Error error{ErrorKind::upstream, wire.code, wire.detail, wire.field};
    for (auto const& [kind, name] : kinds) {
        if (name == wire.kind) error.kind = kind;
    }
    return error;
}

std::string error_line(Error const& error) {
    return "{\"error\":" + reflect::to_json(to_wire(error)) + "}\n";
}

std::string result_line(std::string const& result_json) {
    return "{\"result\":" + result_json + "}\n";
}

}  // namespace mailapp::agent
