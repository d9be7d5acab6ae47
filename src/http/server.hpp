#pragma once

#include "base/error.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
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

struct ServerOptions {
    std::vector<Endpoint> endpoints;
    std::string certificate_file;  ///< PEM chain, for endpoints with TLS
    std::string private_key_file;
    std::size_t header_limit = 16 * 1024;      ///< bytes of start line and headers: 431 above
    std::size_t body_limit = 8 * 1024 * 1024;  ///< bytes: 413 above
    std::size_t all_bodies_limit =
        256 * 1024 * 1024;  ///< bytes of request bodies in memory at a time: 503 above
    std::chrono::milliseconds header_deadline{10'000};  ///< from the first byte to the end of the headers
    std::chrono::milliseconds body_deadline{30'000};    ///< for the whole body
    std::chrono::milliseconds idle_deadline{75'000};    ///< before the first byte of a request
    std::chrono::milliseconds write_deadline{60'000};   ///< for each 64 KiB, or each part, of a reply
    std::chrono::milliseconds stop_deadline{10'000};    ///< for requests in progress when stop() is called
    std::size_t max_connections = 4096;                 ///< above, new ones are closed at once
    std::size_t compress_from = 2048;                   ///< bytes: larger compressible replies are gzipped
    int io_threads = 1;
    int worker_threads = 4;
    std::size_t max_waiting_requests = 1024;  ///< for a worker: 503 above
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
    /// Accepts no more, lets requests in progress finish (up to `stop_deadline`), closes all connections and
    /// joins all threads; a handler that still runs is waited for. Idempotent, from one thread at a time.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mailapp::http
