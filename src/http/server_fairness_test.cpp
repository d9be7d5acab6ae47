// What one client can take from others: nothing.
#include "http/server.hpp"

#include "http/test_server.hpp"

#include <list>

namespace mailapp::http {
namespace {

/// "/vital" has its lane, "/known" shows a key; everything else is as usual.
ServerOptions options_with_door() {
    auto options = local_options();
    options.door.lane = [](RawRequest const& head) {
        return head.target == "/vital" ? Lane::vital : Lane::usual;
    };
    return options;
}

std::string const vital = "GET /vital HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(ServerFairness, ClientsThatDoNotReadHoldNoThread) {
    auto options = options_with_door();
    options.worker_threads = 1;
    options.lanes[static_cast<std::size_t>(Lane::parts)].threads = 1;
    Server server(options, [](RawRequest request) {
        auto response = text_response(200, "");
        response.stream = [n = 0, most = request.target == "/endless" ? 1'000'000 : 20]() mutable {
            return ++n <= most ? std::string(10'000, 'a') : std::string();
        };
        return response;
    });
    std::list<TestClient> deaf;
    for (int i = 0; i < 20; ++i) {
        deaf.emplace_back(server.ports()[0]);
        deaf.back().send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(deaf.back().take(1000).size(), 1000U);
    }
    TestClient reader(server.ports()[0]);
    EXPECT_EQ(reader.ask(get).body.size(), 200'000U);
    EXPECT_EQ(reader.ask(vital).status, 200);
}

TEST(ServerFairness, WhoLeavesWhileWaitingIsForgotten) {
    Gate gate;
    std::atomic<int> ran = 0;
    auto options = options_with_door();
    options.worker_threads = 1;
    Server server(options, [&](RawRequest request) {
        if (request.target == "/hold") gate.pass();
        if (request.target == "/") ++ran;
        return echo(std::move(request));
    });
    TestClient holder(server.ports()[0]);
    holder.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
    gate.await_waiting(1);
    // They send nothing more, as one that is gone; one that only ended its side hears that it was not served.
    std::list<TestClient> leaving;
    for (int i = 0; i < 200; ++i) {
        leaving.emplace_back(server.ports()[0]);
        leaving.back().send(get);
        leaving.back().end_sending();
    }
    for (auto& client : leaving) EXPECT_EQ(client.read_reply().status, 503);
    EXPECT_EQ(TestClient(server.ports()[0]).ask(vital).status, 200);
    gate.open();
    EXPECT_EQ(holder.read_reply().status, 200);
    EXPECT_EQ(ran, 0);
}

TEST(ServerFairness, ReadsNoLargeBodyOfAStranger) {
    std::atomic<int> handled = 0;
    auto options = local_options();
    options.small_body = 100;
    options.door.admit = [](RawRequest const& head) -> std::optional<RawResponse> {
        EXPECT_EQ(head.body, "");
        if (head.header("x-key") == "good") return std::nullopt;
        return text_response(401, "no");
    };
    Server server(options, [&](RawRequest request) {
        ++handled;
        return text_response(200, std::to_string(request.body.size()));
    });
    auto const post = [](std::string const& headers, std::size_t size, std::size_t sent) {
        return "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "Content-Length: " + std::to_string(size) +
               "\r\n\r\n" + std::string(sent, 'a');
    };
    TestClient small(server.ports()[0]);
    EXPECT_EQ(small.ask(post("", 100, 100)).body, "100");
    // Nothing of it has come yet, and it is refused.
    EXPECT_EQ(small.ask(post("", 101, 0)).status, 401);
    EXPECT_TRUE(small.is_ended());
    TestClient waiting(server.ports()[0]);
    EXPECT_EQ(waiting.ask(post("Expect: 100-continue\r\n", 5000, 0)).status, 401);
    TestClient chunked(server.ports()[0]);
    EXPECT_EQ(chunked
                  .ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                       std::string(101, 'a'))
                  .status,
              401);
    EXPECT_TRUE(chunked.is_ended());
    EXPECT_EQ(handled, 1);
    TestClient known(server.ports()[0]);
    EXPECT_EQ(known.ask(post("X-Key: good\r\n", 50'000, 50'000)).body, "50000");
    EXPECT_EQ(known.ask(post("X-Key: good\r\nExpect: 100-continue\r\n", 50'000, 0)).status, 100);
    EXPECT_EQ(known.ask(std::string(50'000, 'a')).body, "50000");
}

TEST(ServerFairness, BoundsTheBodiesOfOneClient) {
    Gate gate;
    auto options = local_options();
    options.small_body = 0;
    options.client_bodies_limit = 1000;
    options.door.meet = [](RawRequest& head) -> std::optional<RawResponse> {
        if (auto const from = head.header("x-from"); !from.empty()) head.remote = from;
        return std::nullopt;
    };
    Server server(options, [&](RawRequest request) {
        if (request.target == "/hold") gate.pass();
        return echo(std::move(request));
    });
    auto const post = [](std::string const& target, std::string const& from) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nX-From: " + from +
               "\r\nContent-Length: 800\r\n\r\n" + std::string(800, 'a');
    };
    TestClient holder(server.ports()[0]);
    holder.send(post("/hold", "2001:db8::1"));
    gate.await_waiting(1);
    EXPECT_EQ(TestClient(server.ports()[0]).ask(post("/", "2001:db8::ffff:1")).status, 503);
    EXPECT_EQ(TestClient(server.ports()[0]).ask(post("/", "2001:db8:0:1::1")).status, 200);
    gate.open();
    EXPECT_EQ(holder.read_reply().status, 200);
}

TEST(ServerFairness, BodiesOfProgramsKeepNoBodyOfThePanelOut) {
    Gate gate;
    auto options = local_options();
    options.small_body = 0;
    options.bodies_limit = 3000;
    options.client_bodies_limit = 1000;
    options.worker_threads = 5;
    options.door.is_program = [](RawRequest const& head) { return !head.header("x-api-key").empty(); };
    Server server(options, [&](RawRequest request) {
        if (request.target == "/hold") gate.pass();
        return echo(std::move(request));
    });
    auto const post = [](std::string const& target, std::string const& header) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\n" + header + "Content-Length: 1000\r\n\r\n" +
               std::string(1000, 'a');
    };
    std::string const key = "X-API-Key: k\r\n";
    std::list<TestClient> programs;
    for (int i = 1; i <= 3; ++i) {
        programs.emplace_back(server.ports()[0], "127.0.7." + std::to_string(i));
        programs.back().send(post("/hold", key));
    }
    gate.await_waiting(3);
    EXPECT_EQ(TestClient(server.ports()[0], "127.0.7.9").ask(post("/", key)).status, 503);
    // People, one of them at the address of a program.
    for (std::string const from : {"127.0.7.1", "127.0.7.9"})
        EXPECT_EQ(TestClient(server.ports()[0], from).ask(post("/", "")).status, 200) << from;
    gate.open();
    for (auto& program : programs) EXPECT_EQ(program.read_reply().status, 200);
}

TEST(ServerFairness, ABodyIsNotCountedWhileItsAnswerIsRead) {
    EndlessStream endless;
    auto options = local_options();
    options.small_body = 0;
    options.bodies_limit = 1000;
    Server server(options, [&](RawRequest request) {
        return request.target == "/endless" ? endless.response() : echo(std::move(request));
    });
    auto const post = [](std::string const& target) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 800\r\n\r\n" +
               std::string(800, 'a');
    };
    TestClient deaf(server.ports()[0]);
    deaf.send(post("/endless"));
    EXPECT_EQ(deaf.take(1000).size(), 1000U);
    EXPECT_EQ(TestClient(server.ports()[0]).ask(post("/")).status, 200);
}

TEST(ServerFairness, AnIdleStrangerGivesWayToANewcomer) {
    auto options = local_options();
    options.max_strangers = 3;
    Server server(options, [](RawRequest request) {
        auto response = echo(request);
        response.caller_is_known = request.target == "/known";
        return response;
    });
    TestClient known(server.ports()[0]);
    EXPECT_EQ(known.ask("GET /known HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    TestClient first(server.ports()[0]);
    EXPECT_EQ(first.ask(get).status, 200);
    std::list<TestClient> others;
    for (int i = 0; i < 50; ++i) {
        others.emplace_back(server.ports()[0]);
        EXPECT_EQ(others.back().ask(get).status, 200) << i;
    }
    EXPECT_TRUE(first.is_ended());
    EXPECT_TRUE(others.front().is_ended());
    // Who showed a key, and whoever came last, stays.
    EXPECT_EQ(known.ask(get).status, 200);
    EXPECT_EQ(others.back().ask(get).status, 200);
}

TEST(ServerFairness, AClientAtItsLimitTakesItsOwnPlacesOnly) {
    Gate gate;
    auto options = local_options();
    options.max_connections_each = 2;
    options.worker_threads = 8;
    options.endpoints = {{.address = "127.0.0.1"}};
    Server server(options, [&](RawRequest request) {
        if (request.target == "/hold") gate.pass();
        return echo(std::move(request));
    });
    std::list<TestClient> busy;
    for (int i = 0; i < 2; ++i) {
        busy.emplace_back(server.ports()[0]);
        busy.back().send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    gate.await_waiting(2);
    // None of its own is idle.
    EXPECT_TRUE(TestClient(server.ports()[0]).is_ended());
    TestClient elsewhere(server.ports()[0], "127.0.0.2");
    EXPECT_EQ(elsewhere.ask(get).status, 200);
    gate.open();
    for (auto& client : busy) EXPECT_EQ(client.read_reply().status, 200);
    TestClient next(server.ports()[0]);
    EXPECT_EQ(next.ask(get).status, 200);
    int served = 0;
    for (auto& client : busy) served += client.ask(get).status == 200 ? 1 : 0;
    EXPECT_EQ(served, 1);
    EXPECT_EQ(elsewhere.ask(get).status, 200);
}

TEST(ServerFairness, AProxySpeaksForMany) {
    auto options = local_options();
    options.max_connections_each = 2;
    options.door.is_proxy = [](std::string const& peer) { return peer == "127.0.0.1"; };
    Server server(options, echo);
    std::list<TestClient> clients;
    for (int i = 0; i < 20; ++i) clients.emplace_back(server.ports()[0]);
    for (auto& client : clients) EXPECT_EQ(client.ask(get).status, 200);
}

}  // namespace
}  // namespace mailapp::http
