#include "http/live_body.hpp"
#include "http/server.hpp"

#include "http/test_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace mailapp::http {
namespace {

using namespace std::chrono_literals;

std::string const get = "GET /live HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n";

bool becomes_true(std::function<bool()> const& condition) {
    auto const until = std::chrono::steady_clock::now() + 10s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::yield();
    }
    return true;
}

/// A server with one worker that answers /live with a body of the test, and all else at once.
class LiveBodyTest : public ::testing::Test {
protected:
    static ServerOptions local_options() {
        ServerOptions options;
        options.endpoints = {{.address = "127.0.0.1"}};
        options.worker_threads = 1;
        return options;
    }
    RawResponse answer(RawRequest const& request) {
        if (request.path() != "/live") return text_response(200, "at once");
        RawResponse response;
        response.set("Content-Type", "text/event-stream");
        response.live = std::make_shared<LiveBody>(body_options);
        std::lock_guard const lock(mutex);
        bodies.push_back(response.live);
        return response;
    }
    std::shared_ptr<LiveBody> body(std::size_t number = 0) {
        EXPECT_TRUE(becomes_true([&] {
            std::lock_guard const lock(mutex);
            return bodies.size() > number;
        }));
        std::lock_guard const lock(mutex);
        return bodies.at(number);
    }
    /// One chunk's data.
    static std::string next_chunk(TestClient& client) {
        auto const line = client.take_through("\r\n");
        if (line.empty()) return "(end)";
        auto const size = std::stoul(line, nullptr, 16);
        return client.take(size + 2).substr(0, size);
    }

    std::mutex mutex;
    LiveBody::Options body_options;
    std::vector<std::shared_ptr<LiveBody>> bodies;
    Server server{local_options(), [this](RawRequest const& request) { return answer(request); }};
};

TEST_F(LiveBodyTest, SendsWhatComesUncompressedAndEnds) {
    TestClient client(server.ports()[0]);
    client.send(get);
    auto const head = to_lower(client.take_through("\r\n\r\n"));
    EXPECT_NE(head.find("transfer-encoding: chunked"), std::string::npos);
    EXPECT_NE(head.find("connection: close"), std::string::npos);
    EXPECT_EQ(head.find("content-encoding"), std::string::npos);
    EXPECT_TRUE(body()->write("one"));
    EXPECT_EQ(next_chunk(client), "one");
    EXPECT_TRUE(body()->write(std::string(5000, 'a')));
    EXPECT_EQ(next_chunk(client), std::string(5000, 'a'));
    body()->write("last");
    body()->end();
    EXPECT_EQ(next_chunk(client), "last");
    EXPECT_EQ(next_chunk(client), "");
    EXPECT_TRUE(client.is_ended());
    EXPECT_FALSE(body()->write("too late"));
}

TEST_F(LiveBodyTest, SendsAHeartbeatWhenNothingElseComes) {
    body_options.heartbeat = ":\n\n";
    body_options.heartbeat_after = 5ms;
    TestClient client(server.ports()[0]);
    client.send(get);
    client.take_through("\r\n\r\n");
    EXPECT_EQ(next_chunk(client), ":\n\n");
    EXPECT_EQ(next_chunk(client), ":\n\n");
}

TEST_F(LiveBodyTest, EndsWhenTheClientGoes) {
    {
        TestClient client(server.ports()[0]);
        client.send(get);
        client.take_through("\r\n\r\n");
        EXPECT_TRUE(body()->write("one"));
        EXPECT_EQ(next_chunk(client), "one");
    }
    EXPECT_TRUE(becomes_true([this] { return body()->is_ended(); }));
}

TEST_F(LiveBodyTest, DropsAClientThatDoesNotRead) {
    body_options.most_waiting = 100'000;
    TestClient client(server.ports()[0]);
    client.send(get);
    client.take_through("\r\n\r\n");
    // The system's own buffers take some of it first.
    EXPECT_TRUE(becomes_true([this] { return !body()->write(std::string(10'000, 'x')); }));
    EXPECT_EQ(body()->waiting(), 0U);
    auto const all = client.read_to_end();
    EXPECT_FALSE(all.ends_with("0\r\n\r\n"));
}

TEST_F(LiveBodyTest, IsBroughtToItsEndWhenTheServerStops) {
    TestClient client(server.ports()[0]);
    client.send(get);
    client.take_through("\r\n\r\n");
    body()->write("one");
    EXPECT_EQ(next_chunk(client), "one");
    std::thread stopping([this] { server.stop(); });
    EXPECT_EQ(client.read_to_end(), "0\r\n\r\n");
    stopping.join();
    EXPECT_TRUE(body()->is_ended());
}

TEST_F(LiveBodyTest, ManyTakeNoWorker) {
    constexpr std::size_t many = 50;
    std::vector<std::unique_ptr<TestClient>> clients;
    for (std::size_t i = 0; i < many; ++i) {
        clients.push_back(std::make_unique<TestClient>(server.ports()[0]));
        clients.back()->send(get);
        clients.back()->take_through("\r\n\r\n");
    }
    TestClient other(server.ports()[0]);
    EXPECT_EQ(other.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").body, "at once");
    std::vector<std::thread> writers;
    for (std::size_t i = 0; i < many; ++i) writers.emplace_back([this, i] { body(i)->write("news"); });
    for (auto& writer : writers) writer.join();
    for (auto& client : clients) EXPECT_EQ(next_chunk(*client), "news");
}

TEST_F(LiveBodyTest, IsNotBegunForHeadAndUnframedForHttp10) {
    TestClient head(server.ports()[0]);
    head.send("HEAD /live HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(head.read_reply(true).status, 200);
    EXPECT_TRUE(body(0)->is_ended());
    TestClient old(server.ports()[0]);
    old.send("GET /live HTTP/1.0\r\n\r\n");
    old.take_through("\r\n\r\n");
    body(1)->write("one");
    body(1)->end();
    EXPECT_EQ(old.read_to_end(), "one");
}

}  // namespace
}  // namespace mailapp::http
