#pragma once

#include "agent/wire.hpp"
#include "reflect/json_read.hpp"

#include <sys/types.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace mailapp::agent {

/// The fixed list of verbs, and the way of one line through it: shape, verb, arguments, handler, log. Verbs
/// are added before the first line is handled; handling is safe from several threads.
class Dispatcher {
public:
    template <class Request>
    void on(std::function<Result<typename Request::Reply>(Request const&)> handler) {
        verbs_[std::string(Request::verb)] =
            [handler = std::move(handler)](std::string const& arguments) -> Result<std::string> {
            auto const request = reflect::from_json_text<Request>(arguments);
            if (!request) return request.error();
            auto const reply = handler(*request);
            if (!reply) return reply.error();
            return reflect::to_json(*reply);
        };
        if constexpr (requires { Request::is_watching; }) watching_.emplace(Request::verb);
    }

    /// The reply line to a request line. Never throws: breakage is logged and answered as
    /// "agent.internal_error".
    std::string handle(std::string_view line, uid_t peer) const;

private:
    Result<std::string> run(RequestLine const& request) const;

    std::map<std::string, std::function<Result<std::string>(std::string const&)>, std::less<>> verbs_;
    std::set<std::string, std::less<>> watching_;
};

}  // namespace mailapp::agent
