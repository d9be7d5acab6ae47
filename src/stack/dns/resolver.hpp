#pragma once

#include "base/error.hpp"
#include "stack/dns/answer.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace mailapp::stack::dns {

/// Asks DNS servers. For one thread, and for questions that belong together: what it learned is gone with it.
class Resolver {
public:
    using Moment = std::chrono::steady_clock::time_point;

    Resolver() = default;
    Resolver(Resolver const&) = delete;
    Resolver& operator=(Resolver const&) = delete;
    virtual ~Resolver() = default;

    /// All at once; waits for the last answer, at most until that moment. One answer for each question, in
    /// their order. A name that is none is answered with `failed`.
    virtual std::vector<Answer> ask(std::vector<Question> const& questions, Moment until) = 0;
};

/// Asks these servers ("address" or "address:port", as Settings::resolvers has them), those of the machine
/// when there are none. Error: dns.no_resolver.
Result<std::unique_ptr<Resolver>> open_resolver(std::vector<std::string> const& servers);

}  // namespace mailapp::stack::dns
