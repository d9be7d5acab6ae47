#pragma once

#include "http/message.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mailapp::http {

/// Where to listen: an address and port, with TLS when `tls` is set, or a Unix socket.
struct Endpoint {
    std::string address;
    std::uint16_t port = 0;  ///< 0: any free one (tests)
    bool tls = false;
    std::filesystem::path unix_socket;  ///< when set, address and port are not used
    int unix_mode = 0660;
};

struct ServerOptions {
    std::vector<Endpoint> endpoints;
    std::string certificate_file;  ///< PEM chain, for endpoints with TLS
    std::string private_key_file;
    std::size_t header_limit = 16 * 1024;      ///< bytes of start line and headers: 431 above
    std::size_t body_limit = 8 * 1024 * 1024;  ///< bytes: 413 above
    std::chrono::seconds header_deadline{10};  ///< from the first byte to the end of the headers
    std::chrono::seconds body_deadline{30};
    std::chrono::seconds idle_deadline{75};   ///< between two requests of a connection
    std::chrono::seconds write_deadline{60};  ///< for each part of a reply
    std::size_t max_connections = 4096;       ///< above, new ones are closed at once
    std::size_t compress_from = 2048;         ///< bytes: larger compressible replies are gzipped
    int io_threads = 1;
    int worker_threads = 4;
    std::size_t max_waiting_requests = 1024;  ///< for a worker: 503 above
};

/// Called on a worker thread; may block. Must not throw (the pipeline's error border sees to that).
using Handler = std::function<RawResponse(RawRequest)>;

/// Listens from construction (throws std::system_error when an endpoint cannot be had), serves until stop().
class Server {
public:
    Server(ServerOptions options, Handler handler);
    ~Server();

    /// Ports in the order of the endpoints, with those that were chosen for 0.
    std::vector<std::uint16_t> ports() const;
    /// Accepts no more, lets requests in progress finish (up to 10 s), joins all threads. Idempotent.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mailapp::http
