#include "http/server.hpp"

#include "http/test_server.hpp"

#include <memory>

namespace mailapp::http {
namespace {

using namespace std::chrono_literals;

TEST(ServerLimits, RefusesLargeBodiesBeforeTheyCome) {
    auto options = local_options();
    options.body_limit = 1000;
    Server server(options, echo);
    TestClient sized(server.ports()[0]);
    auto reply = sized.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
    EXPECT_EQ(reply.status, 413);
    EXPECT_TRUE(reply.has("content-type: application/problem+json"));
    EXPECT_NE(reply.body.find("\"code\":\"http.body_too_large\""), std::string::npos) << reply.body;
    EXPECT_TRUE(sized.is_ended());

    TestClient chunked(server.ports()[0]);
    std::string chunk = "3e8\r\n" + std::string(1000, 'a') + "\r\n";
    EXPECT_EQ(chunked.ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk)
                  .status,
              413);
    EXPECT_TRUE(chunked.is_ended());
}

TEST(ServerLimits, DeliversARefusalToAClientThatIsStillSending) {
    auto options = local_options();
    options.body_limit = 1000;
    Server server(options, echo);
    TestClient client(server.ports()[0]);
    // More than the sockets can hold: without reading on, the server's close would reset the reply away.
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n");
    client.send(std::string(8'000'000, 'a'));
    EXPECT_EQ(client.read_reply().status, 413);
}

TEST(ServerLimits, RefusesAHundredThousandBytesOfHeaders) {
    Server server(local_options(), echo);
    TestClient client(server.ports()[0]);
    auto reply = client.ask("GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(100'000, 'a') + "\r\n\r\n");
    EXPECT_EQ(reply.status, 431);
    EXPECT_TRUE(client.is_ended());
    TestClient many(server.ports()[0]);
    std::string lines;
    for (int i = 0; i < 20'000; ++i) lines += "A: b\r\n";
    EXPECT_EQ(many.ask("GET / HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n").status, 431);
}

TEST(ServerLimits, SmugglesNothing) {
    std::atomic<int> handled = 0;
    Server server(local_options(), [&](RawRequest request) {
        ++handled;
        return echo(std::move(request));
    });
    std::string const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    for (std::string const& carrier :
         {std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: "
                      "chunked\r\n\r\n0\r\n\r\n"),
          std::string(
              "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n"),
          std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 30\r\n\r\n"),
          std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
          std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n"),
          std::string("POST / HTTP/1.1\nHost: x\n\n"), std::string("GET / HTTP/1.1\r\nHost : x\r\n\r\n"),
          std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")}) {
        TestClient client(server.ports()[0]);
        auto reply = client.ask(carrier + smuggled);
        EXPECT_EQ(reply.status, 400) << carrier;
        EXPECT_TRUE(reply.has("connection: close"));
        EXPECT_TRUE(client.is_ended()) << carrier;
    }
    EXPECT_EQ(handled, 0);
}

TEST(ServerLimits, EndsSlowRequests) {
    auto options = local_options();
    options.header_deadline = 50ms;
    options.body_deadline = 50ms;
    Server server(options, echo);
    TestClient head(server.ports()[0]);
    EXPECT_EQ(head.ask("GET / HTTP/1.1\r\nHost").status, 408);
    EXPECT_TRUE(head.is_ended());
    TestClient body(server.ports()[0]);
    EXPECT_EQ(body.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc").status, 408);
    EXPECT_TRUE(body.is_ended());
}

TEST(ServerLimits, ADrippingClientGetsNoMoreTime) {
    auto options = local_options();
    options.header_deadline = 60ms;
    Server server(options, echo);
    TestClient client(server.ports()[0]);
    auto begin = std::chrono::steady_clock::now();
    client.send("GET / HTTP/1.1\r\n");
    pollfd readable{client.descriptor(), POLLIN, 0};
    while (::poll(&readable, 1, 5) == 0) client.send("A: b\r\n");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    EXPECT_EQ(client.read_reply().status, 408);
}

TEST(ServerLimits, EndsIdleConnections) {
    auto options = local_options();
    options.idle_deadline = 20ms;
    Server server(options, echo);
    TestClient fresh(server.ports()[0]);
    EXPECT_TRUE(fresh.is_ended());
    TestClient used(server.ports()[0]);
    EXPECT_EQ(used.ask(get).status, 200);
    EXPECT_TRUE(used.is_ended());
}

TEST(ServerLimits, SurvivesClientsThatLeaveEarly) {
    Server server(local_options(), [](RawRequest) { return text_response(200, std::string(500'000, 'a')); });
    for (std::string const& part :
         {std::string(), std::string("G"), std::string("GET / HTTP/1.1\r\nHost: x\r\n"), get, get + get,
          std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"),
          std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")}) {
        for (bool reset : {false, true}) {
            TestClient client(server.ports()[0]);
            client.send(part);
            if (reset) {
                linger at_once{1, 0};
                ::setsockopt(client.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
            }
        }
    }
    TestClient client(server.ports()[0]);
    EXPECT_EQ(client.ask(get).body.size(), 500'000U);
}

TEST(ServerLimits, TurnsRequestsAwayWhenTheWorkersAreFull) {
    Gate gate;
    auto options = local_options();
    options.worker_threads = 1;
    options.max_waiting_requests = 1;
    Server server(options, [&](RawRequest request) {
        gate.pass();
        return echo(std::move(request));
    });
    TestClient running(server.ports()[0]);
    running.send(get);
    gate.await_waiting(1);
    // Of two more, one waits and one is turned away.
    TestClient a(server.ports()[0]);
    TestClient b(server.ports()[0]);
    a.send(get);
    b.send(get);
    pollfd both[] = {{a.descriptor(), POLLIN, 0}, {b.descriptor(), POLLIN, 0}};
    ASSERT_EQ(::poll(both, 2, 10'000), 1);
    auto& refused = both[0].revents != 0 ? a : b;
    auto& waiting = both[0].revents != 0 ? b : a;
    auto reply = refused.read_reply();
    EXPECT_EQ(reply.status, 503);
    EXPECT_TRUE(reply.has("retry-after: 1"));
    EXPECT_NE(reply.body.find("\"code\":\"http.busy\""), std::string::npos);
    gate.open();
    EXPECT_EQ(running.read_reply().status, 200);
    EXPECT_EQ(waiting.read_reply().status, 200);
    EXPECT_EQ(refused.ask(get).status, 200);
}

TEST(ServerLimits, BoundsTheBodiesOfAllConnectionsTogether) {
    Gate gate;
    auto options = local_options();
    options.bodies_limit = 1000;
    options.small_body = 0;
    Server server(options, [&](RawRequest request) {
        if (request.target == "/hold") gate.pass();
        return echo(std::move(request));
    });
    auto post = [](std::string const& target) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 800\r\n\r\n" +
               std::string(800, 'a');
    };
    TestClient holder(server.ports()[0]);
    holder.send(post("/hold"));
    gate.await_waiting(1);
    EXPECT_EQ(TestClient(server.ports()[0]).ask(post("/")).status, 503);
    gate.open();
    EXPECT_EQ(holder.read_reply().status, 200);
    EXPECT_EQ(holder.ask(post("/")).status, 200);
}

}  // namespace
}  // namespace mailapp::http
