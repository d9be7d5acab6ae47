#include "stack/postfix/gate.hpp"

#include "stack/test_daemon.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <thread>

namespace mailapp::stack::postfix {
namespace {

TEST(TemporaryFailure, IsToldByDovecotsCode) {
    EXPECT_TRUE(is_temporary_failure("FAIL\t1\tuser=anna@a.test\tcode=temp_fail"));
    EXPECT_TRUE(is_temporary_failure("FAIL\t1\tuser=anna@a.test\ttemp"));
    EXPECT_FALSE(is_temporary_failure("FAIL\t1\tuser=anna@a.test"));
    EXPECT_FALSE(is_temporary_failure("FAIL\t1\tuser=code=temp_fail"));
    EXPECT_FALSE(is_temporary_failure("FAIL\ttemp"));
    EXPECT_FALSE(is_temporary_failure("FAIL"));
    EXPECT_FALSE(is_temporary_failure("FAIL\t"));
    EXPECT_FALSE(is_temporary_failure("OK\t1\tuser=anna@a.test\tcode=temp_fail"));
    EXPECT_FALSE(is_temporary_failure(""));
}

/// The gate between a test that is Postfix and a test that is Dovecot.
class GateTest : public testing::Test {
protected:
    GateTest() {
        dovecot_listener_ = bound("dovecot.sock");
        EXPECT_EQ(::listen(dovecot_listener_.get(), 5), 0);
        gate_.emplace(std::vector<GateRoute>{
            {directory_.path() / "gate.sock", directory_.path() / "dovecot.sock", true},
            {directory_.path() / "plain.sock", directory_.path() / "dovecot.sock"},
            {.listen = directory_.path() / "handed.sock",
             .to = directory_.path() / "dovecot.sock",
             .hands_over = true}});
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        until_ = Descriptor(ends[0]);
        stop_ = Descriptor(ends[1]);
        thread_ = std::thread([this] { gate_->serve(until_.get()); });
    }
    ~GateTest() override {
        stop_ = Descriptor();
        thread_.join();
    }

    static sockaddr_un address(fs::path const& path) {
        sockaddr_un made{};
        made.sun_family = AF_UNIX;
        path.string().copy(made.sun_path, sizeof(made.sun_path) - 1);
        return made;
    }
    Descriptor bound(char const* name) const {
        Descriptor made(::socket(AF_UNIX, SOCK_STREAM, 0));
        auto const where = address(directory_.path() / name);
        EXPECT_EQ(::bind(made.get(), reinterpret_cast<sockaddr const*>(&where), sizeof(where)), 0);
        return made;
    }
    Descriptor connect(char const* name = "gate.sock") const {
        Descriptor made(::socket(AF_UNIX, SOCK_STREAM, 0));
        auto const where = address(directory_.path() / name);
        EXPECT_EQ(::connect(made.get(), reinterpret_cast<sockaddr const*>(&where), sizeof(where)), 0);
        return made;
    }
    Descriptor accept() const { return Descriptor(::accept(dovecot_listener_.get(), nullptr, nullptr)); }

    static void say(Descriptor const& to, std::string const& text) {
        EXPECT_EQ(::send(to.get(), text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }
    /// So many bytes, or fewer when the other side ended.
    static std::string hear(Descriptor const& from, std::size_t bytes) {
        std::string heard;
        while (heard.size() < bytes) {
            pollfd waiting{from.get(), POLLIN, 0};
            if (::poll(&waiting, 1, 10'000) != 1) return heard + " (nothing more came)";
            std::array<char, 4096> part{};
            auto const got = ::recv(from.get(), part.data(), std::min(part.size(), bytes - heard.size()), 0);
            if (got <= 0) break;
            heard.append(part.data(), static_cast<std::size_t>(got));
        }
        return heard;
    }

    test::TemporaryDirectory directory_;
    Descriptor dovecot_listener_;
    std::optional<Gate> gate_;
    Descriptor until_;
    Descriptor stop_;
    std::thread thread_;
};

TEST_F(GateTest, HandsOnWhatIsSaid) {
    auto const postfix = connect();
    auto const dovecot = accept();
    say(postfix, "VERSION\t1\t0\nCPID\t7\n");
    EXPECT_EQ(hear(dovecot, 19), "VERSION\t1\t0\nCPID\t7\n");
    say(dovecot, "FAIL\t1\tuser=a\n");
    EXPECT_EQ(hear(postfix, 14), "FAIL\t1\tuser=a\n");
    say(dovecot, "OK\t2\tus");
    say(dovecot, "er=a\n");
    EXPECT_EQ(hear(postfix, 12), "OK\t2\tuser=a\n");
}

TEST_F(GateTest, EndsTheConnectionAtATemporaryFailure) {
    auto const postfix = connect();
    auto const dovecot = accept();
    say(dovecot, "CONT\t1\tVXNlcjo=\nFAIL\t1\tuser=a\tcode=temp");
    say(dovecot, "_fail\nOK\t2\tuser=a\n");
    EXPECT_EQ(hear(postfix, 1000), "CONT\t1\tVXNlcjo=\n");
    EXPECT_EQ(hear(dovecot, 1000), "");
}

TEST_F(GateTest, LeavesAnotherProtocolAlone) {
    auto const client = connect("plain.sock");
    auto const server = accept();
    say(server, "FAIL\t1\tcode=temp_fail\nx");
    EXPECT_EQ(hear(client, 23), "FAIL\t1\tcode=temp_fail\nx");
    say(client, "QUIT");
    EXPECT_EQ(hear(server, 4), "QUIT");
}

TEST_F(GateTest, MovesMoreThanItKeeps) {
    auto const client = connect("plain.sock");
    auto const server = accept();
    std::string const much(4 * 1024 * 1024, 'm');
    std::thread writer([&] { say(client, much); });
    EXPECT_EQ(hear(server, much.size()), much);
    writer.join();
}

TEST_F(GateTest, EndsWhenDovecotEndsAndServesTheNext) {
    auto const first = connect();
    {
        auto const dovecot = accept();
        say(dovecot, "DONE\n");
    }
    EXPECT_EQ(hear(first, 1000), "DONE\n");
    auto const second = connect();
    auto const dovecot = accept();
    say(second, "x");
    EXPECT_EQ(hear(dovecot, 1), "x");
}

TEST_F(GateTest, EndsTheConnectionWithoutDovecot) {
    dovecot_listener_ = Descriptor();
    EXPECT_EQ(hear(connect(), 1000), "");
}

TEST_F(GateTest, HandsTheConnectionItselfOver) {
    auto const client = connect("handed.sock");
    auto const server = accept();
    auto const handed = received_connection(client);
    ASSERT_TRUE(handed);
    // The gate is out of it: also when it ends, nothing of the conversation is lost.
    EXPECT_EQ(hear(client, 1000), "");
    stop_ = Descriptor();
    thread_.join();
    thread_ = std::thread([] {});
    say(*handed, "QUIT");
    EXPECT_EQ(hear(server, 4), "QUIT");
    say(server, "221 Bye");
    EXPECT_EQ(hear(*handed, 7), "221 Bye");
}

TEST_F(GateTest, HandsNothingOverWithoutAServer) {
    dovecot_listener_ = Descriptor();
    EXPECT_FALSE(received_connection(connect("handed.sock")));
}

TEST_F(GateTest, DoesNotKeepAnEndlessLine) {
    auto const postfix = connect();
    auto const dovecot = accept();
    std::string const part(32 * 1024, 'x');
    for (int count = 0; count < 3; ++count)
        (void)::send(dovecot.get(), part.data(), part.size(), MSG_NOSIGNAL);
    EXPECT_EQ(hear(postfix, 1000), "");
}

}  // namespace
}  // namespace mailapp::stack::postfix
