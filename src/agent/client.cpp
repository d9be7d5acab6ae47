#include "agent/client.hpp"

#include "agent/line_stream.hpp"
#include "agent/wire.hpp"
#include "base/descriptor.hpp"
#include "reflect/json_read.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <system_error>

namespace mailapp::agent {
namespace {

Error unreachable(std::string const& why) {
    return upstream("agent.unreachable", "The agent does not answer: " + why + ".");
}

Result<std::string> exchange_over(fs::path const& path, std::string const& line,
                                  std::chrono::milliseconds deadline) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof address.sun_path) return unreachable("the path is too long");
    path.native().copy(address.sun_path, sizeof address.sun_path - 1);
    Descriptor const connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!connection) throw std::system_error(errno, std::generic_category(), "socket");
    auto const end = std::chrono::steady_clock::now() + deadline;
    auto const left = [end] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    };
    // Bounds connect(2) as well, which waits while the listener's backlog is full.
    timeval const limit{std::chrono::duration_cast<std::chrono::seconds>(deadline).count(), 0};
    if (::setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0)
        throw std::system_error(errno, std::generic_category(), "setsockopt");
    if (::connect(connection.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
        return unreachable(std::generic_category().message(errno));

    LineStream stream(connection.get(), longest_reply);
    // A busy agent answers without reading; its line is there although the request could not be written.
    bool const written = stream.write(line + "\n", left());
    std::string reply;
    switch (stream.read(reply, left(), left())) {
        case LineStream::Outcome::line: return reply;
        case LineStream::Outcome::timeout: return unreachable("it took too long");
        case LineStream::Outcome::too_long: return unreachable("its reply is too long");
        case LineStream::Outcome::closed: break;
    }
    return unreachable(written ? "it closed the connection" : "it did not take the request");
}

/// The result of a reply line, or the error that it tells.
Result<boost::json::value> open_reply(std::string const& line) {
    auto const bad = upstream("agent.bad_reply", "The agent's reply cannot be understood.");
    auto parsed = reflect::parse_json(line);
    if (!parsed) return bad;
    auto* object = parsed->if_object();
    if (object == nullptr) return bad;
    if (auto const* error = object->if_contains("error")) {
        auto const wire = reflect::from_json<WireError>(*error);
        if (!wire) return bad;
        return from_wire(*wire);
    }
    auto* result = object->if_contains("result");
    if (result == nullptr) return bad;
    return std::move(*result);
}

}  // namespace

Exchange over_socket(fs::path socket) {
    return [socket = std::move(socket)](std::string const& line, std::chrono::milliseconds deadline) {
        return exchange_over(socket, line, deadline);
    };
}

template <class Request>
Result<typename Request::Reply> Client::call(Request const& request, std::string const& request_id) const {
    RequestLine const line{std::string(Request::verb), request_id, {reflect::to_json(request)}};
    auto const reply = exchange_(reflect::to_json(line), Request::deadline);
    if (!reply) return reply.error();
    auto const result = open_reply(*reply);
    if (!result) return result.error();
    auto value = reflect::from_json<typename Request::Reply>(*result);
    if (!value) return upstream("agent.bad_reply", "The agent's reply cannot be understood.");
    return value;
}

// One instance for each verb: JSON stays out of the header.
template Result<Pong> Client::call(Ping const&, std::string const&) const;
template Result<ServiceList> Client::call(ServicesList const&, std::string const&) const;
template Result<ServiceStatus> Client::call(ServicesStatus const&, std::string const&) const;
template Result<ServiceStatus> Client::call(ServicesStart const&, std::string const&) const;
template Result<ServiceStatus> Client::call(ServicesStop const&, std::string const&) const;
template Result<ServiceStatus> Client::call(ServicesRestart const&, std::string const&) const;
template Result<Done> Client::call(ServicesReload const&, std::string const&) const;
template Result<LogPage> Client::call(ServicesLogs const&, std::string const&) const;
template Result<QueueListing> Client::call(QueueList const&, std::string const&) const;
template Result<QueuedMessage> Client::call(QueueShow const&, std::string const&) const;
template Result<QueueOutcome> Client::call(QueueDeliver const&, std::string const&) const;
template Result<QueueOutcome> Client::call(QueueHold const&, std::string const&) const;
template Result<QueueOutcome> Client::call(QueueUnhold const&, std::string const&) const;
template Result<QueueOutcome> Client::call(QueueDelete const&, std::string const&) const;
template Result<ConfigurationApplied> Client::call(ConfigurationApply const&, std::string const&) const;
template Result<Kicked> Client::call(SessionsKick const&, std::string const&) const;
template Result<Done> Client::call(MailstoreDiscard const&, std::string const&) const;
template Result<Done> Client::call(MailstoreDiscardDomain const&, std::string const&) const;
template Result<Storage> Client::call(StorageShow const&, std::string const&) const;
template Result<Done> Client::call(CertificatesReload const&, std::string const&) const;

}  // namespace mailapp::agent
