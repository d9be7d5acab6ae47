#include "directory/stream_server.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "directory/control.hpp"
#include "directory/netstring.hpp"
#include "directory/policy.hpp"
#include "directory/socketmap.hpp"
#include "directory/test_replica.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <thread>

namespace mailapp::directory {
namespace {

class Client {
public:
    explicit Client(fs::path const& path) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
        connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    }
    ~Client() { ::close(fd_); }
    Client(Client const&) = delete;
    Client& operator=(Client const&) = delete;

    bool connected() const { return connected_; }
    void write(std::string_view text) {
        ASSERT_EQ(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    }
    bool try_write(std::string_view text) {
        return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) > 0;
    }
    void end() { ::shutdown(fd_, SHUT_WR); }
    /// Until so many bytes or the end.
    std::string read(std::size_t size) {
        std::string text;
        std::array<char, 4096> part{};
        while (text.size() < size) {
            auto const got = ::recv(fd_, part.data(), std::min(part.size(), size - text.size()), 0);
            if (got <= 0) break;
            text.append(part.data(), static_cast<std::size_t>(got));
        }
        return text;
    }
    std::string read_all() { return read(static_cast<std::size_t>(-1)); }

private:
    int fd_;
    bool connected_ = false;
};

class SocketmapServer : public testing::Test {
protected:
    StreamServerOptions options() {
        StreamServerOptions options;
        options.socket = socket;
        options.mode = 0666;
        options.threads = 2;
        return options;
    }

    TestReplica replica{[](Replica::Batch& batch) {
        batch.set_domain("example.org", home_domain());
        batch.set_mailbox("anna@example.org", mailbox_in("example.org"));
    }};
    LookupSettings settings{"/run/lmtp.sock"};
    PolicySources sources{replica.replicas, settings, [](auto const&) { return std::nullopt; }};
    fs::path socket = replica.directory.path() / "socketmap.sock";
    StreamServer::Start start = [this] { return socketmap_conversation(replica.replicas, settings); };
};

std::string const question = to_netstring("virtual-domains example.org");
std::string const reply = to_netstring("OK example.org");

TEST_F(SocketmapServer, AnswersHoweverTheQuestionsAreCut) {
    StreamServer const server(options(), start);
    Client slow(socket);
    for (int i = 0; i < 3; ++i) {
        for (auto const c : question) slow.write({&c, 1});
        EXPECT_EQ(slow.read(reply.size()), reply);
    }
    Client eager(socket);
    std::string many;
    std::string expected;
    for (int i = 0; i < 500; ++i) {
        many += question;
        expected += reply;
    }
    eager.write(many);
    eager.end();
    EXPECT_EQ(eager.read_all(), expected);
}

TEST_F(SocketmapServer, ClosesWhatIsNoNetstringAndWhatIsTooLong) {
    StreamServer const server(options(), start);
    for (std::string const& text : {std::string("GET / HTTP/1.0\r\n\r\n"), std::string("99999:"),
                                    "5000:" + std::string(5000, 'x') + ","}) {
        Client client(socket);
        client.write(question + text);
        EXPECT_EQ(client.read_all(), reply + to_netstring("PERM malformed request"));
    }
}

TEST_F(SocketmapServer, ServesManyConnectionsAndRefusesThoseAboveTheLimit) {
    auto limited = options();
    limited.max_connections = 50;
    StreamServer const server(limited, start);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 50; ++i) clients.push_back(std::make_unique<Client>(socket));
    for (auto const& client : clients) {
        client->write(question);
        EXPECT_EQ(client->read(reply.size()), reply);
    }
    Client above(socket);
    EXPECT_EQ(above.read(1), "");
    clients.pop_back();
    // The place is free once the server has seen the end.
    for (std::string text; text != reply;) {
        Client again(socket);
        if (again.try_write(question)) text = again.read(reply.size());
    }
}

TEST_F(SocketmapServer, DoesNotReadFromWhoDoesNotRead) {
    StreamServer const server(options(), start);
    Client deaf(socket);
    std::string many;
    for (int i = 0; i < 1000; ++i) many += question;
    std::size_t sent = 0;
    constexpr std::size_t far_more_than_buffers = 64 * 1024 * 1024;
    while (sent < far_more_than_buffers && deaf.try_write(many)) {
        sent += many.size();
        Client other(socket);
        other.write(question);
        ASSERT_EQ(other.read(reply.size()), reply);
    }
    EXPECT_LT(sent, far_more_than_buffers);
}

TEST_F(SocketmapServer, ClosesIdleConnections) {
    auto impatient = options();
    impatient.idle_deadline = std::chrono::seconds(0);
    StreamServer const server(impatient, start);
    Client idle(socket);
    EXPECT_EQ(idle.read(1), "");
}

TEST_F(SocketmapServer, TakesOverTheSocketOfAFormerRunAndStops) {
    { StreamServer const server(options(), start); }
    StreamServer server(options(), start);
    Client client(socket);
    client.write(question);
    EXPECT_EQ(client.read(reply.size()), reply);
    server.stop();
    EXPECT_EQ(client.read(1), "");
}

TEST_F(SocketmapServer, AnswersPostfixsOwnClient) {
    StreamServer const server(options(), start);
    auto const config = replica.directory.path() / "postfix";
    fs::create_directories(config);
    write_file_atomically(config / "main.cf", "compatibility_level = 3.6\n");
    auto const map = "socketmap:unix:" + socket.string() + ":";
    auto const postmap = [&](std::string const& key, std::string const& name) {
        return run_process({"/usr/sbin/postmap", "-c", config.string(), "-q", key, map + name}).value();
    };
    EXPECT_EQ(postmap("example.org", "virtual-domains").output, "example.org\n");
    EXPECT_EQ(postmap("ANNA@example.org", "virtual-aliases").output, "anna@example.org\n");
    EXPECT_EQ(postmap("nobody@example.org", "virtual-aliases").status, 1);
    std::vector<std::string> members;
    for (int i = 0; i < 10'000; ++i) members.push_back("member" + std::to_string(i) + "@a-long-name.example");
    replica.change([&](auto& batch) { batch.set_alias("all@example.org", alias_to(members)); });
    auto const all = postmap("all@example.org", "virtual-aliases");
    EXPECT_EQ(all.status, 0) << all.output.substr(0, 200);
    EXPECT_TRUE(all.output.ends_with("@alias-parts.mailapp.invalid\n"));
    auto broken = alias_to({"a b"});
    replica.change([&](auto& batch) { batch.set_alias("broken@example.org", broken); });
    auto const failed = postmap("broken@example.org", "virtual-aliases");
    EXPECT_EQ(failed.status, 1);
    EXPECT_NE(failed.output.find("cannot answer"), std::string::npos) << failed.output;
}

TEST_F(SocketmapServer, ServesThePolicyProtocol) {
    StreamServer const server(options(), [this] { return policy_conversation(sources); });
    Client client(socket);
    std::string const request =
        "request=smtpd_access_policy\nsender=a@b.example\nrecipient=anna@example.org\nsasl_username=\n\n";
    for (auto const c : request) client.write({&c, 1});
    client.write(request);
    EXPECT_EQ(client.read(28), "action=DUNNO\n\naction=DUNNO\n\n");
    client.write("nonsense\n\n");
    EXPECT_EQ(client.read_all(), "action=DEFER 4.3.0 The directory cannot answer now\n\n");
}

}  // namespace
}  // namespace mailapp::directory
