#pragma once

#include "http/message.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <semaphore>
#include <string_view>

namespace mailapp::compat::mailcow {

/// Turns services that push rows into replies that are pulled: each long list is read on a thread of its own,
/// which is never more than a few chunks ahead of its client, and ends when the client goes away or does not
/// read for a while. A list holds a database connection that long, so only a few are read at a time.
class RowStreams {
public:
    explicit RowStreams(std::ptrdiff_t at_most = 3, std::chrono::seconds patience = std::chrono::seconds(60))
        : slots_(at_most), patience_(patience) {}

    /// Takes one JSON value.
    using Put = std::function<void(std::string_view row)>;
    /// Calls its argument for each row. Runs on another thread: it captures nothing that ends before the
    /// reply.
    using Produce = std::function<void(Put const&)>;

    /// The rows as a JSON array, `when_empty` when there are none. What `produce` throws before the first
    /// chunk is full comes out here. 503 when too many lists are being read for longer than the patience.
    http::RawResponse list(Produce produce, std::string_view when_empty = "{}");

private:
    class Reader;

    std::counting_semaphore<> slots_;
    std::chrono::seconds patience_;
};

}  // namespace mailapp::compat::mailcow
