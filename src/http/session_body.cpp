#include "base/log.hpp"
#include "http/session_parts.hpp"

#include <exception>

namespace mailapp::http {
namespace {

constexpr std::size_t largest_read = 64 * 1024;

}  // namespace

BodyBudget& Session::room_for_body(RawRequest const& head) {
    auto const& is_program = shared_.options.door.is_program;
    return is_program && is_program(head) ? shared_.bodies_of_programs : shared_.bodies_of_people;
}

Task<bool> Session::admit(RequestReader& reader) {
    auto const head = std::make_shared<RawRequest>(reader.request());
    head->body.clear();
    std::function<RawResponse()> job = [&door = shared_.options.door, head] {
        try {
            auto refused = door.admit(*head);
            if (refused) return std::move(*refused);
            RawResponse go_on;
            go_on.status = 100;
            return go_on;
        } catch (std::exception const& thrown) {
            log::error("http.handler_failed", {{"what", thrown.what()}});
        }
        return problem(500, "http.internal", "The request could not be completed.");
    };
    auto const lane = shared_.options.door.lane ? shared_.options.door.lane(*head) : Lane::usual;
    auto answer = co_await on_worker(lane, std::move(job), WorkerPool::Admission::when_there_is_room);
    if (broken_) co_return false;
    if (!answer) answer = busy();
    if (answer->status == 100) co_return true;
    co_await answer_early(reader, std::move(*answer));
    co_return false;
}

Task<bool> Session::read_body(RequestReader& reader, BodyShare& counted) {
    expire_after(shared_.options.body_deadline);
    bool may_wait_for_continue = reader.expects_continue();
    bool admitted = !shared_.options.door.admit;
    while (true) {
        feed(reader);
        if (reader.refusal()) co_return co_await refuse(*reader.refusal());
        if (!admitted && reader.body_is_longer_than(shared_.options.small_body)) {
            never_expire();
            if (!co_await admit(reader)) co_return false;
            admitted = true;
            expire_after(shared_.options.body_deadline);
        }
        if (!counted.grow_to(turn_, reader.request().body.size())) co_return co_await refuse(too_busy);
        if (reader.complete()) co_return true;
        if (std::exchange(may_wait_for_continue, false) && buffer_.size() == 0 &&
            reader.request().body.size() == 0) {
            if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
            expire_after(shared_.options.body_deadline);
        }
        if (co_await receive(admitted ? largest_read : smallest_read)) continue;
        if (timed_out_) co_return co_await refuse(too_slow);
        co_return false;
    }
}

}  // namespace mailapp::http
