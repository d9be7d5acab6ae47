#pragma once

// What the tests of the server share: a server on loopback, and a way to hold its handlers.
#include "http/server.hpp"
#include "http/test_client.hpp"

#include <atomic>
#include <future>
#include <memory>

namespace mailapp::http {

inline std::string const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

inline ServerOptions local_options() {
    ServerOptions options;
    options.endpoints = {{.address = "127.0.0.1"}};
    options.worker_threads = 2;
    return options;
}

/// Answers with what it was asked.
inline RawResponse echo(RawRequest request) {
    return text_response(200, std::string(to_string(request.method)) + " " + request.target + " " +
                                  request.remote + " " + request.body);
}

/// A gate at which handlers wait until the test opens it, and at which the test sees them come.
class Gate {
public:
    void pass() {
        ++waiting_;
        waiting_.notify_all();
        open_future_.wait();
    }
    void await_waiting(int count) {
        for (int now = waiting_; now < count; now = waiting_) waiting_.wait(now);
    }
    void open() { open_.set_value(); }

private:
    std::promise<void> open_;
    std::shared_future<void> open_future_ = open_.get_future().share();
    std::atomic<int> waiting_ = 0;
};

/// A stream without end that tells when the server has let go of it.
struct EndlessStream {
    std::shared_ptr<std::promise<void>> released = std::make_shared<std::promise<void>>();
    std::shared_ptr<std::atomic<std::size_t>> parts = std::make_shared<std::atomic<std::size_t>>(0);

    RawResponse response() const {
        std::shared_ptr<void> token(nullptr, [released = released](void*) { released->set_value(); });
        auto response = text_response(200, "");
        response.stream = [token, parts = parts] {
            ++*parts;
            return std::string(100'000, 'a');
        };
        return response;
    }
    bool is_released() const {
        return released->get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    }
};

}  // namespace mailapp::http
