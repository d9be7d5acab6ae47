#include "http/server.hpp"

#include "http/test_server.hpp"

#include <sys/stat.h>

#include <memory>
#include <thread>

namespace mailapp::http {
namespace {

using namespace std::chrono_literals;

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
