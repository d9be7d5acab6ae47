#include "compat/mailcow/row_stream.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

namespace mailapp::compat::mailcow {
namespace {

constexpr std::size_t chunk_size = 64 * 1024;
constexpr std::size_t chunks_ahead = 4;
/// How long a request waits for its turn among the lists.
constexpr std::chrono::seconds longest_wait{10};

/// Ends the reading of rows when nobody wants them any more.
struct Abandoned {};

}  // namespace

/// The reading thread and what is between it and the reply. Destroyed with the reply: then the thread ends.
class RowStreams::Reader {
public:
    Reader(RowStreams& owner, Produce produce)
        : owner_(owner), thread_([this, produce = std::move(produce)] { run(produce); }) {}

    ~Reader() {
        {
            std::lock_guard const lock(mutex_);
            abandoned_ = true;
        }
        changed_.notify_all();
        thread_.join();
        owner_.slots_.release();
    }
    Reader(Reader const&) = delete;
    Reader& operator=(Reader const&) = delete;

    /// The next chunk; "" at the end. Throws what the reading threw.
    std::string next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !chunks_.empty() || ended_; });
        if (chunks_.empty()) {
            if (failure_) std::rethrow_exception(failure_);
            return {};
        }
        auto chunk = std::move(chunks_.front());
        chunks_.pop_front();
        lock.unlock();
        changed_.notify_all();
        return chunk;
    }

private:
    void run(Produce const& produce) {
        std::exception_ptr failure;
        try {
            std::string chunk;
            bool any = false;
            produce([&](std::string_view row) {
                chunk += any ? ',' : '[';
                any = true;
                chunk += row;
                if (chunk.size() >= chunk_size) {
                    push(std::move(chunk));
                    chunk = {};
                    chunk.reserve(chunk_size + chunk_size / 8);
                }
            });
            if (any) push(chunk + "]");
        } catch (Abandoned const&) {
            // The one who would be told is gone, or sees the failure that was noted.
        } catch (...) {
            failure = std::current_exception();
        }
        {
            std::lock_guard const lock(mutex_);
            ended_ = true;
            if (failure) failure_ = failure;
        }
        changed_.notify_all();
    }

    void push(std::string chunk) {
        std::unique_lock lock(mutex_);
        bool const room = changed_.wait_for(lock, owner_.patience_,
                                            [this] { return chunks_.size() < chunks_ahead || abandoned_; });
        if (abandoned_) throw Abandoned{};
        if (!room) {
            failure_ =
                std::make_exception_ptr(std::runtime_error("the client of a long list does not read it"));
            throw Abandoned{};
        }
        chunks_.push_back(std::move(chunk));
        lock.unlock();
        changed_.notify_all();
    }

    RowStreams& owner_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> chunks_;
    bool ended_ = false;
    bool abandoned_ = false;
    std::exception_ptr failure_;
    std::thread thread_;  // last: it uses all the others
};

http::RawResponse RowStreams::list(Produce produce, std::string_view when_empty) {
    if (!slots_.try_acquire_for(longest_wait)) {
        auto response = http::json_response(
            503, R"({"type":"error","msg":"Too many lists are being read; try again shortly."})");
        response.set("Retry-After", "5");
        return response;
    }
    std::shared_ptr<Reader> reader;
    try {
        reader = std::make_shared<Reader>(*this, std::move(produce));
    } catch (...) {
        slots_.release();
        throw;
    }
    auto first = reader->next();
    if (first.empty()) return http::json_response(200, std::string(when_empty));
    auto second = first.size() < chunk_size ? std::string() : reader->next();
    if (second.empty()) return http::json_response(200, std::move(first));
    auto response = http::json_response(200, {});
    response.stream = [reader,
                       ready = std::deque<std::string>{std::move(first), std::move(second)}]() mutable {
        if (ready.empty()) return reader->next();
        auto chunk = std::move(ready.front());
        ready.pop_front();
        return chunk;
    };
    return response;
}

}  // namespace mailapp::compat::mailcow
