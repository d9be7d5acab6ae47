#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

// Included by the server's own sources only: it brings Asio.
namespace mailapp::http {

namespace asio = boost::asio;
using boost::system::error_code;

using Executor = asio::io_context::executor_type;
template <class T = void>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> await_result{};
/// TCP and Unix sockets alike.
using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;

/// A connection's bytes, with or without TLS. One operation at a time.
class Stream {
public:
    virtual ~Stream() = default;

    virtual Task<error_code> handshake() = 0;
    /// The count of bytes, or 0 at the end and at any error.
    virtual Task<std::size_t> read_some(asio::mutable_buffer into) = 0;
    virtual Task<error_code> write(asio::const_buffer bytes) = 0;
    /// Says that no more bytes will come, then reads and forgets what the peer still sends, until it ends
    /// too.
    virtual Task<> end() = 0;
    virtual Socket& socket() = 0;
};

std::unique_ptr<Stream> make_plain_stream(Socket socket);
std::unique_ptr<Stream> make_tls_stream(Socket socket, std::shared_ptr<asio::ssl::context> context);

}  // namespace mailapp::http
