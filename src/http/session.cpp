#include "http/session.hpp"

#include "base/log.hpp"
#include "http/client_key.hpp"
#include "http/compress.hpp"
#include "http/session_parts.hpp"

#include <poll.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <utility>

namespace mailapp::http {

namespace {

/// A write deadline is for so many bytes: a client has to read at a rate, not just now and then.
constexpr std::size_t write_slice = 64 * 1024;
/// After our last byte we read on until the client closes, so that unread bytes of its do not make the system
/// reset the connection and take our reply with it (RFC 9112, section 9.6). No longer than this.
constexpr std::chrono::milliseconds linger{2'000};
constexpr std::chrono::milliseconds linger_when_stopping{100};

/// A body or reply from which on memory is worth giving back.
constexpr std::size_t peak = 1024 * 1024;

Reply run_handler(Shared& shared, ReplyForm const& form, RawRequest request) {
    try {
        return make_reply(form, shared.handler(std::move(request)));
    } catch (std::exception const& thrown) {
        log::error("http.handler_failed", {{"what", thrown.what()}});
    } catch (...) {
        log::error("http.handler_failed", {{"what", "not an exception of the standard library"}});
    }
    return make_reply(form, problem(500, "http.internal", "The request could not be completed."));
}

/// The next bytes of a streamed reply; nothing when its source failed.
std::optional<std::string> run_source(BodySource const& more) {
    try {
        return more();
    } catch (std::exception const& thrown) {
        log::error("http.stream_failed", {{"what", thrown.what()}});
    } catch (...) {
        log::error("http.stream_failed", {{"what", "not an exception of the standard library"}});
    }
    return std::nullopt;
}

RawResponse answer_about_server() {
    RawResponse response;
    response.status = 204;
    response.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    return response;
}

}  // namespace

Session::Session(Shared& shared, std::unique_ptr<Stream> stream, std::string remote, std::string client,
                 bool secure)
    : shared_(shared),
      stream_(std::move(stream)),
      remote_(std::move(remote)),
      client_(std::move(client)),
      secure_(secure),
      timer_(stream_->socket().get_executor()),
      wake_(stream_->socket().get_executor(), never) {}

Task<> Session::run() {
    // Accepted just before the stop, and too late for stop_when_idle().
    if (shared_.stopping) co_return abandon();
    expire_after(shared_.options.header_deadline);
    auto failed = co_await stream_->handshake();
    idle_ = false;
    if (!failed) {
        while (co_await exchange()) {
        }
        if (!broken_) {
            broken_ = true;  // from here on the deadline is for the whole connection
            expire_after(
                std::min(shared_.stopping ? linger_when_stopping : linger, shared_.options.write_deadline));
            co_await stream_->end();
        }
    }
    abandon();
}

Task<bool> Session::exchange() {
    RequestReader reader(shared_.options.header_limit, shared_.options.body_limit);
    if (!co_await read_head(reader)) co_return false;
    auto const& door = shared_.options.door;
    reader.request().remote = remote_;
    reader.request().secure = secure_;
    if (door.meet && !reader.is_about_server()) {
        if (auto refused = door.meet(reader.request())) co_return co_await answer_early(reader, *refused);
    }
    turn_ = client_key(reader.request().remote);
    auto const lane = door.lane ? door.lane(reader.request()) : Lane::usual;
    BodyShare counted(room_for_body(reader.request()), shared_.options.small_body);
    if (!co_await read_body(reader, counted)) co_return false;
    never_expire();

    auto const form = form_for(reader);
    if (reader.is_about_server()) {
        auto about = make_reply(form, answer_about_server());
        co_return co_await send(std::move(about));
    }

    auto request = std::make_shared<RawRequest>(reader.release());
    std::function<Reply()> job = [&shared = shared_, form, request] {
        return run_handler(shared, form, std::move(*request));
    };
    auto reply = co_await on_worker(lane, std::move(job), WorkerPool::Admission::when_there_is_room);
    // The handler has let go of the body; the client may take its time to read what it answered.
    request.reset();
    if (counted.size() >= peak) shared_.had_peak = true;
    counted.give_back();
    if (broken_) co_return false;
    if (reply && reply->caller_is_known) is_known_ = true;
    if (reply && reply->bytes.size() >= peak) shared_.had_peak = true;
    if (!reply) reply = make_reply(form, busy());
    co_return co_await send(std::move(*reply));
}

ReplyForm Session::form_for(RequestReader const& reader) const {
    ReplyForm form;
    form.head_only = reader.request().method == Method::head;
    form.http_1_0 = reader.http_1_0();
    form.keep_alive = reader.keep_alive() && !shared_.stopping;
    form.gzip = prefers_gzip(reader.request().header("accept-encoding"));
    form.compress_from = shared_.options.compress_from;
    return form;
}

Task<bool> Session::answer_early(RequestReader const& reader, RawResponse response) {
    auto form = form_for(reader);
    // What is left of the body would be taken for the next request.
    if (!reader.complete()) form.keep_alive = false;
    auto reply = make_reply(form, std::move(response));
    co_return co_await send(std::move(reply));
}

Task<bool> Session::read_head(RequestReader& reader) {
    bool begun = false;
    while (true) {
        feed(reader);
        if (reader.refusal()) co_return co_await refuse(*reader.refusal());
        if (reader.head_complete()) co_return !broken_;
        if (buffer_.size() == 0) {
            if (shared_.stopping) co_return false;
            // Thousands of idle connections keep no read buffers.
            if (buffer_.capacity() > 2 * smallest_read) buffer_.shrink_to_fit();
            expire_after(shared_.options.idle_deadline);
            idle_ = true;
            idle_since_ = std::chrono::steady_clock::now();
        } else if (!begun) {
            begun = true;
            expire_after(shared_.options.header_deadline);
        }
        bool received = co_await receive(smallest_read);
        idle_ = false;
        if (received) continue;
        if (timed_out_ && buffer_.size() > 0) co_return co_await refuse(too_slow);
        co_return false;
    }
}

void Session::feed(RequestReader& reader) {
    auto bytes = buffer_.data();
    if (bytes.size() == 0) return;
    buffer_.consume(reader.take({static_cast<char const*>(bytes.data()), bytes.size()}));
}

Task<bool> Session::receive(std::size_t at_most) {
    if (timed_out_) co_return false;
    auto count = co_await stream_->read_some(buffer_.prepare(at_most));
    buffer_.commit(count);
    co_return count > 0 && !timed_out_;
}

Task<bool> Session::refuse(Refusal refusal) {
    auto response = refusal.status == 503 ? busy() : problem(refusal.status, refusal.code, refusal.detail);
    auto reply = make_reply(ReplyForm(), std::move(response));
    co_await write(reply.bytes);
    co_return false;
}

Task<bool> Session::send(Reply reply) {
    if (!co_await write(reply.bytes)) co_return false;
    if (reply.live) co_return co_await send_live(std::move(reply.live), reply.live_is_chunked);
    if (reply.more) shared_.had_peak = true;
    while (reply.more) {
        std::function<std::optional<std::string>()> job = [more = reply.more] { return run_source(more); };
        auto part = co_await on_worker(Lane::parts, std::move(job), WorkerPool::Admission::always);
        if (!part || !*part) {
            // The client sees from the missing last chunk that the reply is not whole.
            broken_ = true;
            co_return false;
        }
        if ((*part)->empty()) break;
        if (!co_await write(**part)) co_return false;
    }
    co_return reply.keep_alive;
}

void Session::watch_peer() {
    stream_->socket().async_wait(Socket::wait_read, [self = shared_from_this()](error_code cancelled) {
        if (cancelled) return;
        self->peer_spoke_ = true;
        self->wake_.cancel();
    });
}

Task<bool> Session::send_live(std::shared_ptr<LiveBody> body, bool chunked) {
    body->attach([weak = weak_from_this(), held = std::weak_ptr(body), executor = wake_.get_executor()] {
        asio::post(executor, [weak, held] {
            auto const self = weak.lock();
            auto const news = held.lock();
            if (!self || !news) return;
            // It may be in the middle of a write that its client does not take.
            if (news->is_dropped()) self->abandon();
            self->wake_.cancel();
        });
    });
    is_live_ = true;
    watch_peer();
    while (!broken_ && !peer_spoke_ && !shared_.stopping) {
        auto [bytes, is_last] = body->take();
        if (bytes.empty()) {
            if (is_last) break;
            // News cannot slip in between: its notice needs this thread, which is busy here until it waits.
            wake_.expires_after(body->options().heartbeat_after);
            auto [cancelled] = co_await wake_.async_wait(await_result);
            if (cancelled) continue;
            bytes = body->options().heartbeat;
            if (bytes.empty()) continue;
        }
        auto framed = chunked ? chunk(bytes) : std::move(bytes);
        co_await write(framed);
    }
    wake_.expires_at(never);
    is_live_ = false;
    body->detach();
    // A client that was dropped must not take what it has for the whole.
    if (peer_spoke_ || body->is_dropped()) broken_ = true;
    if (chunked) co_await write(last_chunk);
    co_return false;
}

Task<bool> Session::write(std::string_view bytes) {
    while (!bytes.empty() && !broken_) {
        auto slice = bytes.substr(0, write_slice);
        bytes.remove_prefix(slice.size());
        expire_after(shared_.options.write_deadline);
        auto failed = co_await stream_->write(asio::buffer(slice.data(), slice.size()));
        if (failed) broken_ = true;
    }
    never_expire();
    co_return !broken_;
}

bool Session::peer_has_left() {
    // Bytes of ours, or of TLS, may stand before the end.
    pollfd peer{stream_->socket().native_handle(), POLLRDHUP, 0};
    return ::poll(&peer, 1, 0) > 0 && (peer.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void Session::stop_when_idle() {
    if (idle_) abandon();
    if (is_live_) wake_.cancel();
}

void Session::abandon() {
    broken_ = true;
    // Closing a socket that the peer reset already reports just that.
    error_code gone;
    stream_->socket().close(gone);
    timer_.cancel();
    wake_.cancel();
}

void Session::expire_after(std::chrono::milliseconds delay) {
    timed_out_ = false;
    expires_ = std::chrono::steady_clock::now() + delay;
    // A timer that is set for an earlier time looks again then; so most requests never touch it.
    if (!timer_armed_ || timer_.expiry() > expires_) arm_timer();
}

void Session::never_expire() {
    timed_out_ = false;
    expires_ = never;
}

void Session::arm_timer() {
    timer_armed_ = true;
    timer_.expires_at(expires_);
    timer_.async_wait([self = shared_from_this()](error_code cancelled) {
        if (!cancelled) self->on_timer();
    });
}

void Session::on_timer() {
    timer_armed_ = false;
    if (expires_ == never) return;
    if (std::chrono::steady_clock::now() < expires_) return arm_timer();
    if (broken_) return abandon();
    timed_out_ = true;
    expires_ = never;
    error_code gone;
    stream_->socket().cancel(gone);
}

}  // namespace mailapp::http
