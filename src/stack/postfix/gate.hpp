#pragma once

#include "base/descriptor.hpp"
#include "base/file.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace mailapp::stack::postfix {

/// Whether a line of Dovecot's authentication protocol says that it cannot be told now whether the password
/// is right.
bool is_temporary_failure(std::string_view line);

/// The connection that a gate hands over on this one; nothing when it ends, or nothing comes within the
/// socket's time for reading.
std::optional<Descriptor> received_connection(Descriptor const& from);

/// One way through the gate, from a socket that it makes to one that another program serves.
struct GateRoute {
    fs::path listen;
    fs::path to;
    /// Dovecot's authentication protocol: the connection ends instead of a temporary failure. Postfix 3.7
    /// takes every failure for a wrong password (535), and a connection that ends before the answer for a
    /// temporary one (454).
    bool ends_at_temporary_failure = false;
    /// The client gets the connection itself (SCM_RIGHTS, with one byte) and speaks to the server alone: a
    /// message is then not lost between the two, nor sent twice, when the gate ends.
    bool hands_over = false;
};

/// Hands on, byte for byte, what clients and servers on Unix sockets say to each other, or the connection.
class Gate {
public:
    /// Listens from construction; takes the place of sockets that a former run left. Throws
    /// std::system_error.
    explicit Gate(std::vector<GateRoute> routes);

    /// Serves until that descriptor can be read from, or for ever (-1).
    void serve(int until = -1);

private:
    struct Entrance {
        Descriptor listener;
        GateRoute route;
    };
    std::vector<Entrance> entrances_;
};

}  // namespace mailapp::stack::postfix
