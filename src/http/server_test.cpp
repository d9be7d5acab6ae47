#include "http/server.hpp"

#include "http/test_client.hpp"

#include <sys/stat.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>

namespace mailapp::http {
namespace {

using namespace std::chrono_literals;

std::string const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

ServerOptions local_options() {
    ServerOptions options;
    options.endpoints = {{.address = "127.0.0.1"}};
    options.worker_threads = 2;
    return options;
}

/// Answers with what it was asked.
RawResponse echo(RawRequest request) {
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

TEST(Server, AnswersAndKeepsTheConnection) {
    Server server(local_options(), echo);
    TestClient client(server.ports()[0]);
    for (int i = 0; i < 3; ++i) {
        auto reply = client.ask("POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.body, "POST /a?b 127.0.0.1 body");
    }
    auto last = client.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(last.has("connection: close"));
    EXPECT_TRUE(client.is_ended());
}

TEST(Server, SpeaksHttp10) {
    Server server(local_options(), echo);
    TestClient once(server.ports()[0]);
    EXPECT_EQ(once.ask("GET /a HTTP/1.0\r\n\r\n").body, "GET /a 127.0.0.1 ");
    EXPECT_TRUE(once.is_ended());
    TestClient kept(server.ports()[0]);
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(
            kept.ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").has("connection: keep-alive"));
    }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    Server server(local_options(), [](RawRequest request) {
        // The first one takes longer than those behind it.
        if (request.target == "/0") std::this_thread::yield();
        return text_response(200, request.target + request.body);
    });
    TestClient client(server.ports()[0]);
    std::string all;
    for (int i = 0; i < 200; ++i) {
        all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n+b";
    }
    std::thread sender([&] { client.send(all); });
    for (int i = 0; i < 200; ++i) EXPECT_EQ(client.read_reply().body, "/" + std::to_string(i) + "+b");
    sender.join();
}

TEST(Server, AnswersAClientThatEndsItsSideAfterTheRequest) {
    Server server(local_options(), echo);
    TestClient client(server.ports()[0]);
    client.send(get);
    client.end_sending();
    EXPECT_EQ(client.read_reply().status, 200);
    EXPECT_TRUE(client.is_ended());
}

TEST(Server, AnswersHeadWithoutABody) {
    Server server(local_options(), echo);
    TestClient client(server.ports()[0]);
    client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n");
    auto reply = client.read_reply(true);
    EXPECT_TRUE(reply.has("content-length: 20"));
    EXPECT_EQ(client.ask(get).status, 200);
}

TEST(Server, AnswersQuestionsAboutItself) {
    Server server(local_options(), echo);
    TestClient client(server.ports()[0]);
    EXPECT_EQ(client.ask("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").status, 204);
    EXPECT_EQ(client.ask("OPTIONS /a HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST(Server, InvitesAWaitingBodyOnlyWhenItWillBeTaken) {
    auto options = local_options();
    options.body_limit = 100;
    Server server(options, echo);
    TestClient client(server.ports()[0]);
    auto head = "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n";
    EXPECT_EQ(client.ask(std::string(head) + "Content-Length: 4\r\n\r\n").status, 100);
    EXPECT_EQ(client.ask("body").body, "PUT / 127.0.0.1 body");
    // A body that is there already needs no invitation.
    EXPECT_EQ(client.ask(std::string(head) + "Content-Length: 4\r\n\r\nbody").status, 200);
    EXPECT_EQ(client.ask(std::string(head) + "Content-Length: 101\r\n\r\n").status, 413);
    EXPECT_TRUE(client.is_ended());
}

TEST(Server, RefusesLargeBodiesBeforeTheyCome) {
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

TEST(Server, DeliversARefusalToAClientThatIsStillSending) {
    auto options = local_options();
    options.body_limit = 1000;
    Server server(options, echo);
    TestClient client(server.ports()[0]);
    // More than the sockets can hold: without reading on, the server's close would reset the reply away.
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n");
    client.send(std::string(8'000'000, 'a'));
    EXPECT_EQ(client.read_reply().status, 413);
}

TEST(Server, RefusesAHundredThousandBytesOfHeaders) {
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

TEST(Server, SmugglesNothing) {
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

TEST(Server, EndsSlowRequests) {
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

TEST(Server, ADrippingClientGetsNoMoreTime) {
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

TEST(Server, EndsIdleConnections) {
    auto options = local_options();
    options.idle_deadline = 20ms;
    Server server(options, echo);
    TestClient fresh(server.ports()[0]);
    EXPECT_TRUE(fresh.is_ended());
    TestClient used(server.ports()[0]);
    EXPECT_EQ(used.ask(get).status, 200);
    EXPECT_TRUE(used.is_ended());
}

TEST(Server, SurvivesClientsThatLeaveEarly) {
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

TEST(Server, HoldsTheLimitOfConnections) {
    auto options = local_options();
    options.max_connections = 2;
    Server server(options, echo);
    auto first = std::make_unique<TestClient>(server.ports()[0]);
    TestClient second(server.ports()[0]);
    EXPECT_EQ(first->ask(get).status, 200);
    EXPECT_EQ(second.ask(get).status, 200);
    EXPECT_TRUE(TestClient(server.ports()[0]).is_ended());
    first.reset();
    // The place is free once the server has seen the end of the first.
    while (TestClient(server.ports()[0]).ask(get).status != 200) {
    }
}

TEST(Server, TurnsRequestsAwayWhenTheWorkersAreFull) {
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

TEST(Server, BoundsTheBodiesOfAllConnectionsTogether) {
    Gate gate;
    auto options = local_options();
    options.all_bodies_limit = 1000;
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

TEST(Server, TurnsAnExceptionInto500) {
    Server server(local_options(), [](RawRequest request) -> RawResponse {
        if (request.target == "/odd") throw 1;
        throw std::runtime_error("the secret inner details");
    });
    TestClient client(server.ports()[0]);
    for (std::string target : {"/", "/odd"}) {
        auto reply = client.ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(reply.status, 500);
        EXPECT_EQ(reply.body.find("secret"), std::string::npos);
        EXPECT_NE(reply.body.find("http.internal"), std::string::npos);
    }
}

TEST(Server, StreamsPartByPart) {
    Server server(local_options(), [](RawRequest) {
        auto response = text_response(200, "");
        response.stream = [n = 0]() mutable { return ++n <= 100 ? std::string(10'000, 'a') : std::string(); };
        return response;
    });
    TestClient client(server.ports()[0]);
    for (int i = 0; i < 2; ++i) {
        auto reply = client.ask(get);
        EXPECT_TRUE(reply.has("transfer-encoding: chunked"));
        EXPECT_TRUE(reply.body == std::string(1'000'000, 'a')) << reply.body.size();
    }
    TestClient old(server.ports()[0]);
    EXPECT_EQ(old.ask("GET / HTTP/1.0\r\n\r\n").body.size(), 1'000'000U);
}

TEST(Server, AFailedStreamHasNoLastChunk) {
    Server server(local_options(), [](RawRequest) {
        auto response = text_response(200, "");
        response.stream = [n = 0]() mutable -> std::string {
            if (++n > 1) throw std::runtime_error("gone");
            return "part";
        };
        return response;
    });
    TestClient client(server.ports()[0]);
    client.send(get);
    auto all = client.read_to_end();
    EXPECT_TRUE(all.ends_with("4\r\npart\r\n")) << all;
}

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
    bool is_released() const { return released->get_future().wait_for(10s) == std::future_status::ready; }
};

TEST(Server, LetsGoOfAStreamWhenTheClientLeaves) {
    EndlessStream endless;
    Server server(local_options(), [&](RawRequest) { return endless.response(); });
    {
        TestClient client(server.ports()[0]);
        client.send(get);
        EXPECT_EQ(client.take(1'000'000).size(), 1'000'000U);
    }
    EXPECT_TRUE(endless.is_released());
}

TEST(Server, DropsAClientThatStopsReading) {
    EndlessStream endless;
    auto options = local_options();
    options.write_deadline = 100ms;
    Server server(options, [&](RawRequest) { return endless.response(); });
    TestClient client(server.ports()[0]);
    client.send(get);
    EXPECT_TRUE(endless.is_released());
    // No more was made than the sockets' buffers took.
    EXPECT_LT(*endless.parts, 200U);
}

TEST(Server, GzipsOverTheWireWhenAsked) {
    Server server(local_options(), [](RawRequest) { return json_response(200, std::string(100'000, 'a')); });
    TestClient client(server.ports()[0]);
    auto packed = client.ask("GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, br\r\n\r\n");
    EXPECT_TRUE(packed.has("content-encoding: gzip"));
    EXPECT_LT(packed.body.size(), 1000U);
    EXPECT_EQ(client.ask(get).body.size(), 100'000U);
}

TEST(Server, ListensOnUnixSockets) {
    auto directory = std::filesystem::path(testing::TempDir()) / ("http-" + std::to_string(::getpid()));
    std::filesystem::create_directory(directory);
    auto path = directory / "api.sock";
    auto options = local_options();
    options.endpoints = {{.unix_socket = path, .unix_mode = 0600}};
    {
        Server server(options, echo);
        EXPECT_EQ(server.ports(), std::vector<std::uint16_t>{0});
        struct stat found {};
        ASSERT_EQ(::stat(path.c_str(), &found), 0);
        EXPECT_EQ(found.st_mode & 0777, 0600U);
        EXPECT_EQ(TestClient(path.string()).ask(get).body, "GET /  ");
        EXPECT_THROW(Server(options, echo), std::system_error);
        EXPECT_EQ(TestClient(path.string()).ask(get).status, 200);
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    // One that a killed server left behind is replaced.
    int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.string().size());
    ASSERT_EQ(::bind(left, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    ::close(left);
    {
        Server server(options, echo);
        EXPECT_EQ(TestClient(path.string()).ask(get).status, 200);
    }
    std::filesystem::remove_all(directory);
}

TEST(Server, ShowsMappedAddressesAsIpv4) {
    auto options = local_options();
    options.endpoints = {{.address = "::"}};
    Server server(options, echo);
    EXPECT_EQ(TestClient(server.ports()[0]).ask(get).body, "GET / 127.0.0.1 ");
}

TEST(Server, RefusesAnEndpointThatIsTaken) {
    Server server(local_options(), echo);
    auto options = local_options();
    options.endpoints[0].port = server.ports()[0];
    EXPECT_THROW(Server(options, echo), std::system_error);
    options.endpoints[0].address = "not an address";
    EXPECT_THROW(Server(options, echo), std::system_error);
}

TEST(Server, ServesManyClientsOnSeveralThreads) {
    auto options = local_options();
    options.io_threads = 2;
    Server server(options, echo);
    std::atomic<int> answered = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&] {
            TestClient client(server.ports()[0]);
            for (int n = 0; n < 200; ++n) answered += client.ask(get).status == 200 ? 1 : 0;
        });
    }
    for (auto& client : clients) client.join();
    EXPECT_EQ(answered, 1600);
}

TEST(Server, StopLetsRequestsInProgressFinish) {
    Gate gate;
    Server server(local_options(), [&](RawRequest request) {
        gate.pass();
        return echo(std::move(request));
    });
    TestClient idle(server.ports()[0]);
    TestClient busy(server.ports()[0]);
    busy.send(get);
    gate.await_waiting(1);
    auto stopping = std::async(std::launch::async, [&] { server.stop(); });
    EXPECT_TRUE(idle.is_ended());
    EXPECT_EQ(stopping.wait_for(0s), std::future_status::timeout);
    gate.open();
    auto reply = busy.read_reply();
    EXPECT_EQ(reply.status, 200);
    EXPECT_TRUE(busy.is_ended());
    stopping.get();
    server.stop();
}

TEST(Server, StopGivesUpAtItsDeadline) {
    EndlessStream endless;
    Gate gate;
    auto options = local_options();
    options.stop_deadline = 30ms;
    Server server(options, [&](RawRequest request) {
        if (request.target == "/stream") return endless.response();
        gate.pass();
        return echo(std::move(request));
    });
    TestClient streaming(server.ports()[0]);
    streaming.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    TestClient waiting(server.ports()[0]);
    waiting.send(get);
    gate.await_waiting(1);
    auto stopping = std::async(std::launch::async, [&] { server.stop(); });
    EXPECT_EQ(waiting.read_to_end(), "");
    gate.open();
    stopping.get();
    EXPECT_TRUE(endless.is_released());
}

TEST(Server, StopsUnderLoad) {
    for (int round = 0; round < 10; ++round) {
        auto options = local_options();
        options.io_threads = 2;
        auto server = std::make_unique<Server>(options, echo);
        std::atomic<int> answered = 0;
        std::vector<std::thread> clients;
        for (int i = 0; i < 4; ++i) {
            auto client = std::make_shared<TestClient>(server->ports()[0]);
            clients.emplace_back([&answered, client] {
                while (client->ask(get).status == 200) {
                    ++answered;
                    answered.notify_all();
                }
            });
        }
        for (int now = answered; now < 50; now = answered) answered.wait(now);
        server.reset();
        for (auto& client : clients) client.join();
    }
}

}  // namespace
}  // namespace mailapp::http
