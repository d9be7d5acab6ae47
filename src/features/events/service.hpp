#pragma once

#include "base/ticker.hpp"
#include "features/audit/service.hpp"
#include "features/events/hub.hpp"
#include "features/services/service.hpp"
#include "features/system/service.hpp"
#include "http/routes.hpp"

namespace mailapp::events {

/// Looks for what the streams of a hub wait for, while somebody waits for it.
class Watch {
public:
    /// All outlive it. Starts at once.
    Watch(Hub& hub, system::Service& system, services::Control& control, audit::Log& audit);
    ~Watch();
    Watch(Watch const&) = delete;
    Watch& operator=(Watch const&) = delete;

    /// Has another state told to its readers: looked at as long as there are some, sent when it is new.
    void follow(std::string const& topic, std::chrono::milliseconds each,
                std::function<std::string()> present);
    /// Something was committed: look at the changes now. Never blocks.
    void wake_changes();

private:
    Ticker& add(std::string name, std::chrono::milliseconds each, std::function<void()> turn);

    Hub& hub_;
    Guarded<std::vector<std::unique_ptr<Ticker>>> tickers_;
    Ticker* changes_ = nullptr;
};

/// Whether the credentials of a request are still good, without counting as their use.
using StillGood = std::function<bool(http::RawRequest const&)>;
void add_routes(http::Routes& routes, Hub& hub, StillGood still_good);

}  // namespace mailapp::events
