#include "http/server.hpp"

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "http/client_key.hpp"
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
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>
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

struct ConnectionCounts {
    mutable std::mutex mutex;
    std::size_t all = 0;
    std::unordered_map<std::string, std::size_t> by_client;  ///< without those that are not counted as one's

    /// Under the lock.
    std::size_t of(std::string const& client) const {
        auto const found = by_client.find(client);
        return found == by_client.end() ? 0 : found->second;
    }
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
        auto remote = address_text(peer);
        auto const& is_proxy = shared.options.door.is_proxy;
        auto client = is_proxy && is_proxy(remote) ? std::string() : client_key(remote);
        if (!make_room(loop, client)) return;
        if (peer->sa_family != AF_UNIX) {
            // A client that is gone already has no options to set; its first read says so.
            error_code gone;
            socket.set_option(asio::ip::tcp::no_delay(true), gone);
        }
        auto stream = entrance.tls ? make_tls_stream(std::move(socket), *certificate.access())
                                   : make_plain_stream(std::move(socket));
        auto session = std::make_shared<Session>(shared, std::move(stream), std::move(remote),
                                                 std::move(client), entrance.tls);
        asio::post(loop.context, [this, &loop, session = std::move(session)] {
            loop.sessions.insert(session);
            asio::co_spawn(loop.context, session->run(), [this, &loop, session](std::exception_ptr thrown) {
                if (thrown) report(thrown);
                session->abandon();
                loop.sessions.erase(session);
                forget(session->client());
                connection_ended.notify_all();
            });
        });
    }

    /// Counts a connection of the client. False when there is no room for it and none can be made: of those
    /// that wait for a request and never showed who they are, the one that waits for longest gives way.
    bool make_room(Loop& loop, std::string const& client) {
        auto const& options = shared.options;
        auto const strangers = [&] {
            return static_cast<std::size_t>(
                std::count_if(loop.sessions.begin(), loop.sessions.end(),
                              [](auto const& session) { return session->is_stranger(); }));
        };
        std::unique_lock lock(counts.mutex);
        bool const client_is_full = !client.empty() && counts.of(client) >= options.max_connections_each;
        // Only who could be too many is looked at one by one.
        bool const is_full = counts.all >= options.max_connections ||
                             (counts.all >= options.max_strangers && loops.size() == 1 &&
                              strangers() >= options.max_strangers);
        if (client_is_full || is_full) {
            // Connections of other threads are not to be looked at from here.
            if (loops.size() > 1) return false;
            auto const given_up = longest_idle(loop, client_is_full ? &client : nullptr);
            if (!given_up) return false;
            // Counted until its end; there is one more for that moment.
            asio::post(loop.context, [given_up] { given_up->abandon(); });
            given_up->give_way();
        }
        ++counts.all;
        if (!client.empty()) ++counts.by_client[client];
        return true;
    }

    /// Of the client, or of the one that has the most connections among those that have an idle one.
    std::shared_ptr<Session> longest_idle(Loop& loop, std::string const* client) const {
        std::shared_ptr<Session> found;
        std::size_t most = 0;
        for (auto const& session : loop.sessions) {
            if (!session->is_idle_stranger() || (client != nullptr && session->client() != *client)) continue;
            auto const of_client = counts.of(session->client());
            if (!found || of_client > most ||
                (of_client == most && session->idle_since() < found->idle_since())) {
                found = session;
                most = of_client;
            }
        }
        return found;
    }

    void forget(std::string const& client) {
        std::lock_guard const lock(counts.mutex);
        --counts.all;
        auto const found = counts.by_client.find(client);
        if (found != counts.by_client.end() && --found->second == 0) counts.by_client.erase(found);
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
        auto const all_ended = [this] { return counts.all == 0; };
        {
            std::unique_lock lock(counts.mutex);
            connection_ended.wait_for(lock, shared.options.stop_deadline, all_ended);
        }
        for_all_sessions(&Session::abandon);
        {
            std::unique_lock lock(counts.mutex);
            connection_ended.wait(lock, all_ended);
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
    ConnectionCounts counts;
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

bool Server::had_peak() {
    return impl_->shared.had_peak.exchange(false);
}

void Server::stop() {
    impl_->stop();
}

}  // namespace mailapp::http
