#pragma once

#include "base/ticker.hpp"
#include "features/audit/service.hpp"
#include "features/events/hub.hpp"
#include "features/services/service.hpp"
#include "features/system/service.hpp"
#include "http/routes.hpp"

namespace mailapp::events {

/// How long until the next look at what does not say so itself.
struct Pauses {
    std::chrono::milliseconds system{2'000};
    std::chrono::milliseconds services{3'000};
    std::chrono::milliseconds logs{500};
    /// Of other processes; the changes of our own are looked at when they are committed.
    std::chrono::milliseconds changes{1'000};
    /// For those that run out; a change of sessions, keys or administrators has them looked at.
    std::chrono::milliseconds credentials{2'000};
};

/// Looks for what the streams of a hub wait for, while somebody waits for it.
class Watch {
public:
    /// All outlive it. Starts at once, and is the observer of `audit` while it lives.
    Watch(Hub& hub, system::Service& system, services::Control& control, audit::Log& audit,
          Pauses const& pauses = {});
    ~Watch();
    Watch(Watch const&) = delete;
    Watch& operator=(Watch const&) = delete;

    /// Has another state told to its readers: looked at as long as there are some, sent when it is new.
    void follow(std::string const& topic, std::chrono::milliseconds each,
                std::function<std::string()> present);

private:
    Ticker& add(std::string name, std::chrono::milliseconds each, std::function<void()> turn);

    Hub& hub_;
    audit::Log& audit_;
    Guarded<std::vector<std::unique_ptr<Ticker>>> tickers_;
};

/// Whether the credentials of a request are still good, without counting as their use.
using StillGood = std::function<bool(http::RawRequest const&)>;
void add_routes(http::Routes& routes, Hub& hub, StillGood still_good);

}  // namespace mailapp::events
