#include "http/stream.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace mailapp::http {

namespace {

Task<> half_close(Socket& socket) {
    error_code gone;
    socket.shutdown(Socket::shutdown_send, gone);
    char forgotten[4096];
    while (!gone) {
        auto [wrong, count] = co_await socket.async_read_some(asio::buffer(forgotten), await_result);
        gone = wrong;
    }
}

class PlainStream final : public Stream {
public:
    explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}

    Task<error_code> handshake() override { co_return error_code(); }

    Task<std::size_t> read_some(asio::mutable_buffer into) override {
        auto [wrong, count] = co_await socket_.async_read_some(into, await_result);
        co_return count;
    }

    Task<error_code> write(asio::const_buffer bytes) override {
        auto [wrong, count] = co_await asio::async_write(socket_, bytes, await_result);
        co_return wrong;
    }

    Task<> end() override { co_await half_close(socket_); }

    Socket& socket() override { return socket_; }

private:
    Socket socket_;
};

class TlsStream final : public Stream {
public:
    TlsStream(Socket socket, std::shared_ptr<asio::ssl::context> context)
        : context_(std::move(context)), stream_(std::move(socket), *context_) {}

    Task<error_code> handshake() override {
        auto [wrong] = co_await stream_.async_handshake(asio::ssl::stream_base::server, await_result);
        co_return wrong;
    }

    Task<std::size_t> read_some(asio::mutable_buffer into) override {
        auto [wrong, count] = co_await stream_.async_read_some(into, await_result);
        co_return count;
    }

    Task<error_code> write(asio::const_buffer bytes) override {
        auto [wrong, count] = co_await asio::async_write(stream_, bytes, await_result);
        co_return wrong;
    }

    Task<> end() override {
        // Fails when the client sent data that we have not read, and when it is gone; the socket is ended all
        // the same.
        co_await stream_.async_shutdown(await_result);
        co_await half_close(socket());
    }

    Socket& socket() override { return stream_.next_layer(); }

private:
    std::shared_ptr<asio::ssl::context> context_;
    asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<Stream> make_plain_stream(Socket socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

std::unique_ptr<Stream> make_tls_stream(Socket socket, std::shared_ptr<asio::ssl::context> context) {
    return std::make_unique<TlsStream>(std::move(socket), std::move(context));
}

}  // namespace mailapp::http
