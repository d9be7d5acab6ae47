#include "agent/client.hpp"
#include "agent/dispatcher.hpp"
#include "agent/line_stream.hpp"
#include "agent/socket_server.hpp"
#include "base/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <future>
#include <latch>

namespace mailapp::agent {
namespace {

using testing::HasSubstr;

/// A server on a socket of its own that is stopped and joined at the end of the test.
class Running {
public:
    explicit Running(SocketServer::Handler handler, std::vector<uid_t> allowed = {::geteuid()},
                     std::size_t most_connections = 16) {
        fs::create_directory(directory_);
        fs::permissions(directory_, fs::perms::all);
        SocketServerOptions options;
        options.socket = socket();
        options.socket_mode.bits = 0666;
        options.allowed = std::move(allowed);
        options.most_connections = most_connections;
        auto created = SocketServer::create(std::move(options), std::move(handler));
        server_ = std::make_unique<SocketServer>(std::move(created.value()));
        thread_ = std::jthread([this] { server_->run(stop_.get()); });
    }
    Running(Running const&) = delete;
    Running& operator=(Running const&) = delete;
    ~Running() {
        ::eventfd_write(stop_.get(), 1);
        thread_.join();
        fs::remove_all(directory_);
    }

    fs::path socket() const { return directory_ / "agent.sock"; }

private:
    fs::path directory_ = fs::temp_directory_path() / ("mailapp-agent-" + random_hex(6));
    Descriptor stop_{::eventfd(0, EFD_CLOEXEC)};
    std::unique_ptr<SocketServer> server_;
    std::jthread thread_;
};

Descriptor connect_to(fs::path const& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.native().copy(address.sun_path, sizeof address.sun_path - 1);
    Descriptor connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(connection.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address), 0);
    return connection;
}

std::string ask(fs::path const& socket, std::string const& text) {
    auto const connection = connect_to(socket);
    LineStream stream(connection.get(), longest_reply);
    stream.write(text, std::chrono::seconds(5));
    std::string reply;
    auto const outcome = stream.read(reply, std::chrono::seconds(5), std::chrono::seconds(5));
    return outcome == LineStream::Outcome::line ? reply : "no line";
}

Dispatcher with_ping() {
    Dispatcher dispatcher;
    dispatcher.on<Ping>([](Ping const&) -> Result<Pong> { return Pong{"1.2.3"}; });
    return dispatcher;
}

SocketServer::Handler handler_of(Dispatcher const& dispatcher) {
    return [&dispatcher](std::string_view line, uid_t peer) { return dispatcher.handle(line, peer); };
}

TEST(AgentProtocol, AnswersAVerbThroughTheClient) {
    auto const dispatcher = with_ping();
    Running const agent(handler_of(dispatcher));
    Client const client(over_socket(agent.socket()));
    auto const pong = client.call(Ping{}, "request-7");
    ASSERT_TRUE(pong);
    EXPECT_EQ(pong->version, "1.2.3");
}

TEST(AgentProtocol, TellsErrorsOfAVerbWithAllTheirParts) {
    Dispatcher dispatcher;
    dispatcher.on<SessionsKick>([](SessionsKick const&) -> Result<Kicked> {
        return Error{ErrorKind::conflict, "some.code", "In words.", "/address"};
    });
    Running const agent(handler_of(dispatcher));
    auto const kicked = Client(over_socket(agent.socket())).call(SessionsKick{"anna@example.org", {"imap"}});
    ASSERT_FALSE(kicked);
    EXPECT_EQ(kicked.error(), (Error{ErrorKind::conflict, "some.code", "In words.", "/address"}));
}

TEST(AgentProtocol, BreakageOfAVerbIsAnswerdWithoutItsWords) {
    Dispatcher dispatcher;
    dispatcher.on<Ping>([](Ping const&) -> Result<Pong> { throw std::runtime_error("inner words"); });
    auto const reply = dispatcher.handle(R"({"verb":"ping"})", 0);
    EXPECT_THAT(reply, HasSubstr("agent.internal_error"));
    EXPECT_THAT(reply, testing::Not(HasSubstr("inner words")));
}

TEST(AgentProtocol, AFullDiskIsSaidInWords) {
    Dispatcher dispatcher;
    dispatcher.on<Ping>([](Ping const&) -> Result<Pong> {
        throw std::system_error(ENOSPC, std::generic_category(), "cannot write /x/main.cf");
    });
    auto const reply = dispatcher.handle(R"({"verb":"ping"})", 0);
    EXPECT_THAT(reply, HasSubstr("storage.full"));
    EXPECT_THAT(reply, HasSubstr("cannot write /x/main.cf: No space left on device"));
}

TEST(AgentProtocol, RefusesMalformedRequests) {
    auto const dispatcher = with_ping();
    auto const code_of = [&](std::string const& line) {
        auto const reply = dispatcher.handle(line, 0);
        auto const start = reply.find("\"code\":\"") + 8;
        return reply.substr(start, reply.find('"', start) - start);
    };
    EXPECT_EQ(code_of(""), "request.invalid_json");
    EXPECT_EQ(code_of("[]"), "request.invalid_type");
    EXPECT_EQ(code_of("{}"), "request.member_missing");
    EXPECT_EQ(code_of(R"({"verb":"services.format_disk"})"), "agent.unknown_verb");
    EXPECT_EQ(code_of(R"({"verb":"ping","shell":"sh"})"), "request.unknown_member");
    EXPECT_EQ(code_of(R"({"verb":"ping","arguments":{"path":"/etc"}})"), "request.unknown_member");
    EXPECT_EQ(code_of(R"({"verb":"ping","request_id":"a\nb"})"), "agent.request_id");
    EXPECT_EQ(code_of(R"({"verb":"ping","arguments":)" + std::string(100'000, '[')), "request.invalid_json");
}

TEST(AgentProtocol, RefusesALineThatIsTooLong) {
    auto const dispatcher = with_ping();
    Running const agent(handler_of(dispatcher));
    EXPECT_THAT(ask(agent.socket(), std::string(longest_request + 2, 'x')), HasSubstr("request_too_long"));
    EXPECT_THAT(ask(agent.socket(), std::string(longest_request + 2, 'x') + "\n"),
                HasSubstr("request_too_long"));
}

TEST(AgentProtocol, ServesSeveralRequestsOfAConnectionInOrder) {
    Running const agent([](std::string_view line, uid_t) { return std::string(line) + " back\n"; });
    auto const connection = connect_to(agent.socket());
    LineStream stream(connection.get(), 100);
    ASSERT_TRUE(stream.write("one\ntwo\n", std::chrono::seconds(5)));
    std::string line;
    ASSERT_EQ(stream.read(line, std::chrono::seconds(5), std::chrono::seconds(5)), LineStream::Outcome::line);
    EXPECT_EQ(line, "one back");
    ASSERT_EQ(stream.read(line, std::chrono::seconds(5), std::chrono::seconds(5)), LineStream::Outcome::line);
    EXPECT_EQ(line, "two back");
}

TEST(AgentProtocol, ALongVerbHoldsUpNobodyElse) {
    std::promise<void> release;
    auto const released = release.get_future().share();
    Running const agent([&](std::string_view line, uid_t) {
        if (line == "slow") released.wait();
        return std::string(line) + "\n";
    });
    auto slow = std::async(std::launch::async, [&] { return ask(agent.socket(), "slow\n"); });
    EXPECT_EQ(ask(agent.socket(), "quick\n"), "quick");
    release.set_value();
    EXPECT_EQ(slow.get(), "slow");
}

TEST(AgentProtocol, TellsThatItIsBusyBeyondItsConnections) {
    Running const agent([](std::string_view, uid_t) { return std::string("{\"result\":{}}\n"); },
                        {::geteuid()}, 1);
    auto const first = connect_to(agent.socket());
    LineStream stream(first.get(), 100);
    std::string line;
    ASSERT_TRUE(stream.write("x\n", std::chrono::seconds(5)));
    ASSERT_EQ(stream.read(line, std::chrono::seconds(5), std::chrono::seconds(5)), LineStream::Outcome::line);
    auto const refused = Client(over_socket(agent.socket())).call(CertificatesReload{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "agent.busy");
}

TEST(AgentProtocol, RefusesAPeerOfAnotherUser) {
    if (::geteuid() != 0) GTEST_SKIP() << "changing the user needs root";
    Running const agent([](std::string_view, uid_t) { return std::string("answered\n"); }, {0});
    EXPECT_EQ(ask(agent.socket(), "x\n"), "answered");
    // The socket itself lets everybody connect here: what refuses is the check of the credentials.
    auto const child = ::fork();
    if (child == 0) {
        constexpr uid_t nobody = 65534;
        if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(2);
        ::_exit(ask(agent.socket(), "x\n") == "no line" ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(AgentProtocol, ASecondAgentOfAnInstanceIsRefused) {
    Running const agent([](std::string_view, uid_t) { return std::string("first\n"); });
    SocketServerOptions options;
    options.socket = agent.socket();
    auto const second = SocketServer::create(std::move(options), [](auto, auto) { return std::string(); });
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "agent.already_running");
    EXPECT_EQ(ask(agent.socket(), "x\n"), "first");
}

TEST(AgentClient, SaysWhenNobodyListens) {
    auto const pong = Client(over_socket("/nonexistent/agent.sock")).call(Ping{});
    ASSERT_FALSE(pong);
    EXPECT_EQ(pong.error().code, "agent.unreachable");
}

TEST(AgentClient, RefusesAReplyOfAnotherShape) {
    for (std::string const reply :
         {"", "[]", "{}", R"({"result":[]})", R"({"error":"x"})", R"({"result":{"version":1}})"}) {
        Client const client([&](auto const&, auto) -> Result<std::string> { return reply; });
        auto const pong = client.call(Ping{});
        ASSERT_FALSE(pong) << reply;
        EXPECT_EQ(pong.error().code, "agent.bad_reply") << reply;
    }
}

}  // namespace
}  // namespace mailapp::agent
