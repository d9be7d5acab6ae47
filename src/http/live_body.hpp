#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace mailapp::http {

/// The body of a reply that goes on for hours: whoever has news writes it, from any thread and without
/// waiting; the connection sends it when it can, without a thread of its own. It holds a bounded number of
/// bytes: a client that does not read in time is dropped, not waited for.
class LiveBody {
public:
    struct Options {
        std::size_t most_waiting = 1024 * 1024;  ///< bytes that the client has not taken yet
        std::string heartbeat = {};              ///< sent when there was nothing else for that long
        std::chrono::milliseconds heartbeat_after{15'000};
    };

    explicit LiveBody(Options options) : options_(std::move(options)) {}

    /// Adds bytes. False when the body has ended: the client is gone or was dropped, or the server stops.
    bool write(std::string_view bytes);
    /// Nothing follows; what waits is still sent.
    void end();
    bool is_ended() const;
    /// Bytes that wait to be sent.
    std::size_t waiting() const;

    // For the connection.

    Options const& options() const { return options_; }
    /// `on_news` is called, from any thread, when there are bytes, an end or a drop to look at. It must not
    /// call back.
    void attach(std::function<void()> on_news);
    /// The connection sends no more.
    void detach();
    /// All bytes that wait, and whether others can follow: one look, so that nothing is written in between.
    struct Taken {
        std::string bytes;
        bool is_last = false;
    };
    Taken take();
    /// The client did not read in time.
    bool is_dropped() const;

private:
    Options const options_;
    mutable std::mutex mutex_;
    std::function<void()> on_news_;
    std::string waiting_;
    bool ended_ = false;
    bool dropped_ = false;
};

}  // namespace mailapp::http
