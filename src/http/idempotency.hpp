#pragma once

#include "base/clock.hpp"
#include "db/database.hpp"
#include "http/message.hpp"
#include "identity/principal.hpp"

#include <functional>

namespace mailapp::http {

/// Idempotency keys on creations: the first answer to a key is kept for a day and given again to a repetition
/// with the same caller, path and body. A repetition while the first is at work gets 409, one with another
/// body 422.
class Idempotency {
public:
    explicit Idempotency(db::Database& database, Clock clock = unbroken_now)
        : database_(database), clock_(std::move(clock)) {}
    RawResponse once(RawRequest const& request, Principal const& caller,
                     std::function<RawResponse()> const& run);

private:
    db::Database& database_;
    Clock clock_;
};

}  // namespace mailapp::http
