#pragma once

#include "features/events/subscription.hpp"
#include "http/live_body.hpp"
#include "identity/principal.hpp"

#include <functional>
#include <list>
#include <memory>
#include <mutex>

namespace mailapp::events {

struct Limits {
    std::size_t streams = 256;
    std::size_t streams_of_one_account = 24;
    std::size_t waiting_bytes = 1024 * 1024;  ///< for a reader that does not read; then it is dropped
    std::chrono::milliseconds heartbeat{15'000};
};

/// All streams that are open. Safe from several threads; nothing in it waits for a reader.
class Hub {
public:
    /// Whether the credentials that opened a stream are still good. May throw when that cannot be told.
    using StillGood = std::function<bool()>;
    /// Lines behind a cursor, and the cursor behind them; for "" the cursor of the end.
    struct LogNewsPage {
        std::vector<services::LogLine> lines;
        std::string after;
    };
    using ReadLog = std::function<Result<LogNewsPage>(services::ServiceName, std::string const& after)>;
    /// Entries behind a number, oldest first, bounded; and the newest number.
    struct ChangePage {
        std::vector<Change> entries;
        std::int64_t newest = 0;
    };
    using ReadChanges = std::function<ChangePage(std::optional<std::int64_t> after)>;

    explicit Hub(Limits limits = {}) : limits_(limits) {}

    /// A new stream. Errors: events.too_many_streams.
    Result<std::shared_ptr<http::LiveBody>> open(Principal const& who, Subscription subscription,
                                                 StillGood still_good);
    /// Called with each new stream, so that what it waits for is looked at soon.
    void on_open(std::function<void()> opened);

    bool has_readers() const;
    /// Whether somebody waits for a state.
    bool is_watched(std::string_view topic) const;
    /// The present state of a topic. Those who come later get it at their start while somebody watches, so
    /// that it is kept up to date.
    void publish(std::string const& topic, std::string const& json);
    /// As publish, but who has been told just this is not told again.
    void publish_if_new(std::string const& topic, std::string const& json);
    /// As publish, for what stays true when nobody looks: those who come later get it in any case.
    void publish_lasting(std::string const& topic, std::string const& json);
    /// Brings each reader of a log up to its end. One read for all who stand at the same place.
    void pump_logs(ReadLog const& read);
    void pump_changes(ReadChanges const& read);
    /// Ends the streams whose session or key is not good any more.
    void end_unauthorized();

private:
    struct Stream {
        std::weak_ptr<http::LiveBody> body;
        Subscription subscription;
        std::string account;
        StillGood still_good;
        std::set<std::string> told;  ///< topics whose present state it has
    };
    struct State {
        std::string json;
        bool is_lasting = false;
    };
    enum class Again { tell, spare };
    void tell(std::string const& topic, State state, Again again);
    static void send(Stream const& stream, std::string_view event, std::string_view json);
    /// Forgets those whose reader is gone.
    void sweep();
    bool anybody(std::function<bool(Stream const&)> const& is_meant) const;

    Limits const limits_;
    mutable std::mutex mutex_;
    std::list<Stream> streams_;
    std::map<std::string, State> states_;
    std::function<void()> opened_;
};

}  // namespace mailapp::events
