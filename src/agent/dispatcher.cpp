#include "agent/dispatcher.hpp"

#include "base/log.hpp"
#include "base/no_room.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

namespace mailapp::agent {
namespace {

bool is_request_id(std::string_view text) {
    constexpr std::size_t longest = 64;
    return text.size() <= longest && std::all_of(text.begin(), text.end(), [](unsigned char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
           });
}

}  // namespace

Result<std::string> Dispatcher::run(RequestLine const& request) const {
    auto const verb = verbs_.find(request.verb);
    if (verb == verbs_.end()) return invalid("agent.unknown_verb", "The agent has no such verb.", "/verb");
    try {
        return verb->second(request.arguments.text);
    } catch (std::exception const& broken) {
        log::error("agent.verb_broke", {{"verb", std::string_view(request.verb)},
                                        {"request_id", request.request_id},
                                        {"what", std::string_view(broken.what())}});
        if (auto const words = no_room(broken))
            return upstream("storage.full", "A disk of this server is full: " + *words + ".");
        return upstream("agent.internal_error", "The agent could not do this; its log says why.");
    }
}

std::string Dispatcher::handle(std::string_view line, uid_t peer) const {
    auto const request = reflect::from_json_text<RequestLine>(line);
    if (!request) {
        log::warn("agent.request_refused", {{"peer", peer}, {"code", request.error().code}});
        return error_line(request.error());
    }
    if (!is_request_id(request->request_id)) {
        log::warn("agent.request_refused", {{"peer", peer}, {"code", "agent.request_id"}});
        return error_line(invalid("agent.request_id", "This is no request id.", "/request_id"));
    }
    auto const started = std::chrono::steady_clock::now();
    auto result = run(*request);
    if (result && result->size() >= longest_reply)
        result = upstream("agent.reply_too_long", "The reply is larger than the protocol allows.");
    if (result && watching_.contains(request->verb)) return result_line(*result);
    auto const took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
    // The arguments stay out of the log on purpose: who was kicked or deleted stands in the audit log.
    log::info("agent.verb", {{"verb", std::string_view(request->verb).substr(0, 64)},
                             {"request_id", request->request_id},
                             {"peer", peer},
                             {"outcome", result ? std::string_view("done") : result.error().code},
                             {"milliseconds", took.count()}});
    return result ? result_line(*result) : error_line(result.error());
}

}  // namespace mailapp::agent
