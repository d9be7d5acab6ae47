#pragma once

#include "base/error.hpp"
#include "http/message.hpp"
#include "http/worker_pool.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::http {

/// Where to listen: an address and port, with TLS when `tls` is set, or a Unix socket.
struct Endpoint {
    std::string address = {};
    std::uint16_t port = 0;  ///< 0: any free one (tests)
    bool tls = false;
    std::filesystem::path unix_socket = {};  ///< when set, address and port are not used
    int unix_mode = 0660;
};

/// What a server asks about a request before it is worked on. Everything left out has a default.
struct Door {
    /// On the I/O thread, with the head alone, so it must be quick: who speaks (through a proxy, over TLS),
    /// and whether this is not to be served at all. Nothing: go on.
    std::function<std::optional<RawResponse>(RawRequest&)> meet;
    /// On the I/O thread: the lane of a request, by its head. Default: the usual one.
    std::function<Lane(RawRequest const&)> lane;
    /// On the I/O thread: whether a program with a key speaks, or says so. Its bodies have a room of their
    /// own, so that those of programs and those of people in front of the panel do not keep each other out.
    std::function<bool(RawRequest const&)> is_program;
    /// On a worker, with the head alone: whether a body of more than `small_body` bytes is read. Default: of
    /// everybody. Nothing: it is read.
    std::function<std::optional<RawResponse>(RawRequest const&)> admit;
    /// Whether a peer speaks for many clients, so that its connections are not counted as one client's.
    std::function<bool(std::string const& peer)> is_proxy;
};

struct ServerOptions {
    std::vector<Endpoint> endpoints;
    std::string certificate_file;  ///< PEM chain, for endpoints with TLS
    std::string private_key_file;
    std::size_t header_limit = 16 * 1024;      ///< bytes of start line and headers: 431 above
    std::size_t body_limit = 8 * 1024 * 1024;  ///< bytes: 413 above
    /// Bytes of request bodies in memory at a time, of programs and of all others each: 503 above.
    std::size_t bodies_limit = 128 * 1024 * 1024;
    std::size_t small_body = 4 * 1024;  ///< bytes of a body that are read before it is known who sends them
    /// Bytes of bodies, beyond the small ones, of one client at a time: 503 above.
    std::size_t client_bodies_limit = 64 * 1024 * 1024;
    std::chrono::milliseconds header_deadline{10'000};  ///< from the first byte to the end of the headers
    std::chrono::milliseconds body_deadline{30'000};    ///< for the whole body
    std::chrono::milliseconds idle_deadline{75'000};    ///< before the first byte of a request
    std::chrono::milliseconds write_deadline{60'000};   ///< for each 64 KiB, or each part, of a reply
    std::chrono::milliseconds stop_deadline{10'000};    ///< for requests in progress when stop() is called
    std::size_t max_connections = 4096;                 ///< of all clients
    std::size_t max_connections_each = 256;             ///< of one client: an IPv4 address, an IPv6 /64
    /// Of clients that showed no key and no session on theirs yet. At this limit, and at that of one client,
    /// a new connection takes the place of the one that was idle for longest; it is closed when none is idle.
    std::size_t max_strangers = 3072;
    std::size_t compress_from = 2048;         ///< bytes: larger compressible replies are gzipped
    int io_threads = 1;                       ///< with more than one, no connection gives way to another
    int worker_threads = 4;                   ///< of the usual lane
    std::size_t max_waiting_requests = 1024;  ///< for a worker of the usual lane: 503 above
    LaneSizes lanes = {};                     ///< the others
    Door door = {};
};

/// Called on a worker thread; may block. Must not throw (the pipeline's error border sees to that); an
/// exception is logged and answered with 500.
using Handler = std::function<RawResponse(RawRequest)>;

/// Listens from construction (throws std::system_error when an endpoint cannot be had, std::runtime_error
/// when the certificate cannot be used), serves until stop().
///
/// The server owns Connection, Content-Length, Date, Keep-Alive and Transfer-Encoding: those of a handler are
/// dropped. It gzips a reply of a compressible type for a client that accepts it, unless the handler set
/// Content-Encoding, Content-Range, `Cache-Control: no-transform` or a strong ETag (a strong validator stands
/// for these very bytes, RFC 9110, section 8.8.1).
class Server {
public:
    Server(ServerOptions options, Handler handler);
    ~Server();

    /// Ports in the order of the endpoints, with those that were chosen for 0.
    std::vector<std::uint16_t> ports() const;
    /// Reads the certificate files again, for connections from now on. Error: http.certificate_unusable; the
    /// old certificate then stays in use.
    Result<> reload_certificate();
    /// Whether a large body or reply went through since the last call: then memory may lie around that can be
    /// given back.
    bool had_peak();
    /// Accepts no more, lets requests in progress finish (up to `stop_deadline`), closes all connections and
    /// joins all threads; a handler that still runs is waited for. Idempotent, from one thread at a time.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mailapp::http
