#include "http/server.hpp"

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "http/listen.hpp"
#include "http/session.hpp"
#include "http/stream.hpp"
#include "http/tls.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <stdexcept>
#include <thread>
#include <unordered_set>

namespace mailapp::http {

namespace {

using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// After a failed accept (no descriptors left): long enough not to spin, short enough not to be noticed.
constexpr std::chrono::milliseconds accept_pause{50};

/// One I/O thread. A connection lives on one of them from its beginning to its end, so nothing in it is
/// locked.
struct Loop {
    asio::io_context context{1};
    asio::executor_work_guard<Executor> work{context.get_executor()};
    std::unordered_set<std::shared_ptr<Session>> sessions;  ///< touched on this thread only
    std::thread thread;
};

/// An endpoint that is listened on.
struct Entrance {
    Entrance(Endpoint const& endpoint, bool v6_only, Loop& loop)
        : tls(endpoint.tls && endpoint.unix_socket.empty()),
          listener(endpoint, v6_only),
          acceptor(loop.context, asio::generic::stream_protocol(listener.family(), 0),
                   listener.release_descriptor()),
          pause(loop.context) {}

    bool const tls;
    Listener listener;
    Acceptor acceptor;
    Timer pause;
};

bool leaves_ipv4_to_another(Endpoint const& endpoint, std::vector<Endpoint> const& all) {
    return std::any_of(all.begin(), all.end(), [&](Endpoint const& other) {
        return other.unix_socket.empty() && other.port == endpoint.port && endpoint.port != 0 &&
               other.address.find(':') == std::string::npos;
    });
}

}  // namespace

struct Server::Impl {
    Impl(ServerOptions options, Handler handler) : shared(std::move(options), std::move(handler)) {
        auto const& all = shared.options.endpoints;
        for (int i = 0; i < shared.options.io_threads; ++i) loops.push_back(std::make_unique<Loop>());
        if (std::any_of(all.begin(), all.end(), [](Endpoint const& endpoint) { return endpoint.tls; })) {
            auto loaded = load_certificate();
            if (!loaded) throw std::runtime_error(loaded.error().detail);
        }
        for (auto const& endpoint : all) {
            entrances.push_back(
                std::make_unique<Entrance>(endpoint, leaves_ipv4_to_another(endpoint, all), *loops.front()));
        }
        for (auto& entrance : entrances) {
            asio::co_spawn(loops.front()->context, accept_all(*entrance), [](std::exception_ptr thrown) {
                if (thrown) std::rethrow_exception(thrown);
            });
        }
        for (auto& loop : loops) {
            loop->thread = std::thread([context = &loop->context] { context->run(); });
        }
    }

    ~Impl() { stop(); }

    Result<> load_certificate() {
        auto made = make_tls_context(shared.options.certificate_file, shared.options.private_key_file);
        if (!made) return made.error();
        *certificate.access() = std::move(*made);
        return {};
    }

    Task<> accept_all(Entrance& entrance) {
        std::size_t turn = 0;
        while (entrance.acceptor.is_open()) {
            auto& loop = *loops[turn++ % loops.size()];
            Socket socket(loop.context);
            asio::generic::stream_protocol::endpoint peer;
            auto [failed] = co_await entrance.acceptor.async_accept(socket, peer, await_result);
            if (!failed) {
                begin(loop, entrance, std::move(socket), peer.data());
            } else if (entrance.acceptor.is_open()) {
                entrance.pause.expires_after(accept_pause);
                co_await entrance.pause.async_wait(await_result);
            }
        }
    }

    void begin(Loop& loop, Entrance& entrance, Socket socket, sockaddr const* peer) {
        {
            auto count = connections.access();
            if (*count >= shared.options.max_connections) return;
            ++*count;
        }
        auto remote = address_text(peer);
        if (peer->sa_family != AF_UNIX) {
            // A client that is gone already has no options to set; its first read says so.
            error_code gone;
            socket.set_option(asio::ip::tcp::no_delay(true), gone);
        }
        auto stream = entrance.tls ? make_tls_stream(std::move(socket), *certificate.access())
                                   : make_plain_stream(std::move(socket));
        auto session = std::make_shared<Session>(shared, std::move(stream), std::move(remote), entrance.tls);
        asio::post(loop.context, [this, &loop, session = std::move(session)] {
            loop.sessions.insert(session);
            asio::co_spawn(loop.context, session->run(), [this, &loop, session](std::exception_ptr thrown) {
                if (thrown) report(thrown);
                session->abandon();
                loop.sessions.erase(session);
                --*connections.access();
                connection_ended.notify_all();
            });
        });
    }

    static void report(std::exception_ptr thrown) {
        try {
            std::rethrow_exception(std::move(thrown));
        } catch (std::exception const& what) {
            log::error("http.connection_failed", {{"what", what.what()}});
        }
    }

    void for_all_sessions(void (Session::*action)()) {
        for (auto& loop : loops) {
            asio::post(loop->context, [&sessions = loop->sessions, action] {
                for (auto const& session : sessions) (session.get()->*action)();
            });
        }
    }

    void stop() {
        if (stopped) return;
        stopped = true;
        shared.stopping = true;
        asio::post(loops.front()->context, [this] {
            for (auto& entrance : entrances) {
                entrance->acceptor.close();
                entrance->pause.cancel();
            }
            // Behind the last connection that was accepted.
            for_all_sessions(&Session::stop_when_idle);
        });
        auto const all_ended = [this](auto& count) { return *count == 0; };
        {
            auto count = connections.access();
            connection_ended.wait_for(count.lock(), shared.options.stop_deadline,
                                      [&] { return all_ended(count); });
        }
        for_all_sessions(&Session::abandon);
        {
            auto count = connections.access();
            connection_ended.wait(count.lock(), [&] { return all_ended(count); });
        }
        shared.workers.stop();
        for (auto& loop : loops) {
            loop->work.reset();
            loop->context.stop();
            loop->thread.join();
        }
        entrances.clear();
    }

    std::vector<std::uint16_t> ports() const {
        std::vector<std::uint16_t> all;
        for (auto const& entrance : entrances) all.push_back(entrance->listener.port());
        return all;
    }

    // The order matters at the end: workers hand sessions back to their loops, sessions use the shared part.
    std::vector<std::unique_ptr<Loop>> loops;
    Shared shared;
    Guarded<std::shared_ptr<asio::ssl::context>> certificate;
    Guarded<std::size_t> connections{0};
    std::condition_variable connection_ended;
    std::vector<std::unique_ptr<Entrance>> entrances;
    bool stopped = false;
};

Server::Server(ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {}

Server::~Server() = default;

std::vector<std::uint16_t> Server::ports() const {
    return impl_->ports();
}

Result<> Server::reload_certificate() {
    return impl_->load_certificate();
}

void Server::stop() {
    impl_->stop();
}

}  // namespace mailapp::http
