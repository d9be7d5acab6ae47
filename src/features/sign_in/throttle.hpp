#pragma once

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "identity/backoff.hpp"
#include "identity/hash_gate.hpp"

#include <string>
#include <string_view>

namespace mailapp::sign_in {

/// Slows down the guessing of passwords without holding a thread and without locking anybody out. Networks
/// are /24 of IPv4 and /64 of IPv6. Three counts, all bounded in memory:
/// - an account from one network: 5 tries are free, then waits up to 5 minutes, for this network alone;
/// - a network, whatever the account: 20 tries are free, then waits up to a minute;
/// - an account from everywhere: when 50 tries failed lately, networks that never signed in to it wait 10 s
///   before each try.
/// A network that signed in to the account before knows the first count only. Thread-safe.
class Throttle {
public:
    explicit Throttle(SteadyClock clock);

    struct Admission {
        std::chrono::seconds wait{0};  ///< zero: go on
        identity::Standing standing = identity::Standing::stranger;
    };
    /// Counts a try, as a failure until succeeded() or cancelled() says otherwise. One that has to wait is
    /// not counted.
    Admission admit(std::string_view account, std::string_view remote);
    void succeeded(std::string_view account, std::string_view remote);
    /// Nothing was tried: the server was busy.
    void cancelled(std::string_view account, std::string_view remote);
    /// The account signed in from there at some time before.
    void remember(std::string_view account, std::string_view remote);

private:
    struct Counts {
        identity::Backoff pairs;
        identity::Backoff networks;
        identity::Backoff accounts;
        identity::Backoff familiar;  ///< only as a bounded set
    };
    SteadyClock clock_;
    Guarded<Counts> counts_;
};

}  // namespace mailapp::sign_in
