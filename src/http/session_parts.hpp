#pragma once

#include "http/session.hpp"

#include <boost/asio/post.hpp>

#include <functional>
#include <utility>

/// What the files of a session share: session.cpp (requests, replies and deadlines) and session_body.cpp
/// (whose body is read, and how much of it).
namespace mailapp::http {

inline constexpr std::size_t smallest_read = 4 * 1024;

inline constexpr auto never = std::chrono::steady_clock::time_point::max();

inline constexpr Refusal too_slow{408, "http.too_slow", "The request did not come in time."};
inline constexpr Refusal too_busy{503, "http.busy", "The server has too much to do; try again shortly."};

inline RawResponse busy() {
    auto response = problem(too_busy.status, too_busy.code, too_busy.detail);
    response.set("Retry-After", "1");
    return response;
}

/// How often a request that waits for a worker looks whether its client is still there.
inline constexpr std::chrono::milliseconds look_for_peer_each{250};

template <class T>
Task<std::optional<T>> Session::on_worker(Lane lane, std::function<T()> job,
                                          WorkerPool::Admission admission) {
    struct Outcome {
        std::optional<T> value;
        bool ready = false;  // written and read on the I/O thread only
    };
    auto outcome = std::make_shared<Outcome>();
    auto const ticket = shared_.workers.submit(
        lane, turn_,
        [self = shared_from_this(), outcome, job = std::move(job)]() mutable {
            outcome->value = job();
            auto executor = self->wake_.get_executor();
            // The session is handed over whole: a worker never has the last hold on it.
            asio::post(executor, [self = std::move(self), outcome = std::move(outcome)] {
                outcome->ready = true;
                self->wake_.cancel();
            });
        },
        admission);
    if (!ticket) co_return std::nullopt;
    // No completion can slip in between: it needs this thread, which is busy here until it waits.
    bool may_be_waiting = !ticket->ran_at_once();
    while (!outcome->ready && !broken_) {
        wake_.expires_at(may_be_waiting ? std::chrono::steady_clock::now() + look_for_peer_each : never);
        co_await wake_.async_wait(await_result);
        if (!may_be_waiting || outcome->ready || broken_) continue;
        // Nobody works for a client that has left. What runs already ends by itself.
        if (peer_has_left()) {
            if (shared_.workers.take_back(*ticket)) break;
            may_be_waiting = false;
        }
    }
    wake_.expires_at(never);
    if (!outcome->ready) co_return std::nullopt;
    co_return std::move(outcome->value);
}

}  // namespace mailapp::http
