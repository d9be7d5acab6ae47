#pragma once

#include "http/body_budget.hpp"
#include "http/live_body.hpp"
#include "http/reply.hpp"
#include "http/request_reader.hpp"
#include "http/server.hpp"
#include "http/stream.hpp"
#include "http/worker_pool.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace mailapp::http {

/// What all connections of a server share.
struct Shared {
    Shared(ServerOptions o, Handler h)
        : options(std::move(o)), handler(std::move(h)), workers(lanes_of(options)) {}

    ServerOptions const options;
    Handler const handler;
    WorkerPool workers;
    std::atomic<bool> stopping = false;
    std::atomic<bool> had_peak = false;
    BodyBudget bodies_of_programs{options.bodies_limit, options.client_bodies_limit};
    BodyBudget bodies_of_people{options.bodies_limit, options.client_bodies_limit};

    static LaneSizes lanes_of(ServerOptions const& options) {
        auto sizes = options.lanes;
        sizes[static_cast<std::size_t>(Lane::usual)] = {options.worker_threads, options.max_waiting_requests};
        return sizes;
    }
};

/// One connection from its first byte to its last. Lives on one I/O thread; only jobs run elsewhere.
class Session : public std::enable_shared_from_this<Session> {
public:
    /// `client`: see client().
    Session(Shared& shared, std::unique_ptr<Stream> stream, std::string remote, std::string client,
            bool secure);

    /// Serves until the connection ends.
    Task<> run();

    /// Ends the connection if no request is in progress on it; a live body is brought to its end.
    void stop_when_idle();
    /// Ends the connection now, whatever it does.
    void abandon();

    /// Whether its client never showed a key or a session, and it waits for a request: it may be closed for
    /// another one.
    bool is_idle_stranger() const { return idle_ && !is_known_ && !broken_; }
    /// It has been chosen: another one is not to choose it too.
    void give_way() { broken_ = true; }
    bool is_stranger() const { return !is_known_; }
    std::chrono::steady_clock::time_point idle_since() const { return idle_since_; }
    /// Whose connection it counts as; "" for one that is not counted.
    std::string const& client() const { return client_; }

private:
    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                             asio::wait_traits<std::chrono::steady_clock>, Executor>;

    /// One request and its reply. False when the connection ends; as with all that follow.
    Task<bool> exchange();
    Task<bool> read_head(RequestReader& reader);
    BodyBudget& room_for_body(RawRequest const& head);
    /// The whole body, if this client may send one of its size and there is room for it.
    Task<bool> read_body(RequestReader& reader, BodyShare& counted);
    /// Whether the rest of the body is wanted; otherwise it was answered.
    Task<bool> admit(RequestReader& reader);
    Task<bool> answer_early(RequestReader const& reader, RawResponse response);
    ReplyForm form_for(RequestReader const& reader) const;
    void feed(RequestReader& reader);
    Task<bool> receive(std::size_t at_most);
    Task<bool> refuse(Refusal refusal);
    Task<bool> send(Reply reply);
    /// Sends what comes until the body ends, the client goes or the server stops; always false.
    Task<bool> send_live(std::shared_ptr<LiveBody> body, bool chunked);
    void watch_peer();
    Task<bool> write(std::string_view bytes);
    /// The job's result; nothing when no worker took it, when the client left while it waited for one, or
    /// when the connection was abandoned meanwhile.
    template <class T>
    Task<std::optional<T>> on_worker(Lane lane, std::function<T()> job, WorkerPool::Admission admission);
    bool peer_has_left();

    void expire_after(std::chrono::milliseconds delay);
    void never_expire();
    void arm_timer();
    void on_timer();

    Shared& shared_;
    std::unique_ptr<Stream> stream_;
    std::string const remote_;
    std::string const client_;
    bool const secure_;
    std::string turn_;  ///< whose turn the present request takes among those that wait
    boost::beast::flat_buffer buffer_;

    Timer timer_;
    std::chrono::steady_clock::time_point expires_ = std::chrono::steady_clock::time_point::max();
    bool timer_armed_ = false;
    bool timed_out_ = false;

    Timer wake_;        ///< never expires by itself; cancelled when a job is done
    bool idle_ = true;  ///< waits for a request's first byte, or for the handshake
    std::chrono::steady_clock::time_point idle_since_ = std::chrono::steady_clock::now();
    bool is_known_ = false;
    bool broken_ = false;      ///< nothing more can or should be sent
    bool is_live_ = false;     ///< sends a live body
    bool peer_spoke_ = false;  ///< while a live body was sent: it ended, or sent what nobody waits for
};

}  // namespace mailapp::http
