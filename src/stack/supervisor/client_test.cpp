#include "stack/supervisor/client.hpp"

#include "stack/test_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <filesystem>

namespace mailapp::stack::supervisor {
namespace {

/// A real supervisord with a program that runs, one that ends by itself with status 3 and one that is not
/// there.
class SupervisorClient : public testing::Test {
protected:
    SupervisorClient() {
        auto const configuration = directory_.path() / "supervisord.conf";
        auto const in_directory = [&](char const* name) { return (directory_.path() / name).string(); };
        std::string text = "[supervisord]\nnodaemon=true\nlogfile=" + in_directory("supervisord.log") +
                           "\npidfile=" + in_directory("supervisord.pid") +
                           "\nchildlogdir=" + directory_.path().string() +
                           "\n[unix_http_server]\nfile=" + socket_.string() +
                           "\nchmod=0700\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = "
                           "supervisor.rpcinterface:make_main_rpcinterface\n";
        text += program("sleeper", "/usr/bin/sleep 1000", "");
        write_file_atomically(directory_.path() / "spoken", "one & <two>\n");
        text += program("speaker", "/usr/bin/tail -f " + in_directory("spoken"), "");
        text += program("failing", "/usr/bin/false", "startretries=0\n");
        text += program("missing", "/nonexistent/program", "startretries=0\n");
        write_file_atomically(configuration, text);
        daemon_.emplace(std::vector<std::string>{"/usr/bin/supervisord", "-n", "-c", configuration.string()});
        EXPECT_TRUE(test::wait_until([&] { return bool(client_.processes()); }));
    }

    static std::string program(std::string const& name, std::string const& command, std::string const& more) {
        return "[program:" + name + "]\ncommand=" + command +
               "\nautostart=false\nautorestart=false\nstartsecs=0\n" + more;
    }

    test::TemporaryDirectory directory_;
    fs::path socket_ = directory_.path() / "supervisor.sock";
    Client client_{socket_};
    std::optional<test::Daemon> daemon_;
};

TEST_F(SupervisorClient, ListsProgramsByName) {
    auto const list = client_.processes();
    ASSERT_TRUE(list);
    std::vector<std::string> names;
    for (auto const& process : *list) names.push_back(process.name);
    EXPECT_THAT(names, testing::UnorderedElementsAre("sleeper", "speaker", "failing", "missing"));
    EXPECT_EQ(list->front().state, "STOPPED");
    EXPECT_EQ(list->front().since, Seconds());
}

TEST_F(SupervisorClient, StartsStopsAndRestarts) {
    ASSERT_TRUE(client_.start("sleeper"));
    auto const running = client_.process("sleeper");
    ASSERT_TRUE(running);
    EXPECT_EQ(running->state, "RUNNING");
    EXPECT_EQ(::kill(static_cast<pid_t>(running->pid), 0), 0);
    EXPECT_GT(running->since, Seconds());
    EXPECT_TRUE(client_.start("sleeper")) << "one that runs already is success";

    ASSERT_TRUE(client_.restart("sleeper"));
    auto const again = client_.process("sleeper");
    ASSERT_TRUE(again);
    EXPECT_NE(again->pid, running->pid);

    ASSERT_TRUE(client_.stop("sleeper"));
    EXPECT_EQ(client_.process("sleeper").value().state, "STOPPED");
    EXPECT_EQ(client_.process("sleeper").value().pid, 0);
    EXPECT_TRUE(client_.stop("sleeper")) << "one that is stopped already is success";
}

TEST_F(SupervisorClient, SendsSignals) {
    ASSERT_TRUE(client_.start("sleeper"));
    // Before its exec the child is a copy of supervisord and would keep the signal to itself.
    auto const program = "/proc/" + std::to_string(client_.process("sleeper").value().pid) + "/exe";
    ASSERT_TRUE(test::wait_until([&] {
        std::error_code gone;
        return std::filesystem::read_symlink(program, gone).filename() == "sleep";
    }));
    ASSERT_TRUE(client_.signal("sleeper", "TERM"));
    EXPECT_TRUE(test::wait_until([&] {
        auto const info = client_.process("sleeper");
        return info && info->state == "EXITED";
    }));
    auto const refused = client_.signal("sleeper", "HUP");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "supervisor.refused");
}

TEST_F(SupervisorClient, TellsHowAProgramEnded) {
    // Whether it had ended already when supervisord looked is a matter of chance.
    auto const started = client_.start("failing");
    EXPECT_TRUE(started || started.error().code == "supervisor.refused");
    EXPECT_TRUE(test::wait_until([&] { return client_.process("failing").value().state == "EXITED"; }));
    EXPECT_EQ(client_.process("failing").value().exit_status, 1);
    EXPECT_GT(client_.process("failing").value().ended, Seconds());
}

TEST_F(SupervisorClient, TellsWhyAProgramCannotBeStarted) {
    auto const started = client_.start("missing");
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, "supervisor.refused");
    EXPECT_THAT(started.error().detail, testing::HasSubstr("NO_FILE"));
}

TEST_F(SupervisorClient, ReadsTheEndOfAProgramsOutput) {
    ASSERT_TRUE(client_.start("speaker"));
    EXPECT_TRUE(test::wait_until([&] { return client_.tail("speaker", 100).value() == "one & <two>\n"; }));
    EXPECT_EQ(client_.tail("speaker", 6).value(), "<two>\n");
}

TEST_F(SupervisorClient, RefusesAProgramThatItDoesNotKnow) {
    for (auto const* name : {"nothing", "-x", "sleeper & <x/>"}) {
        auto const info = client_.process(name);
        ASSERT_FALSE(info);
        EXPECT_EQ(info.error().code, "supervisor.unknown_program");
    }
}

TEST(SupervisorClientAlone, SaysWhenThereIsNoSupervisor) {
    auto const list = Client("/nonexistent/supervisor.sock").processes();
    ASSERT_FALSE(list);
    EXPECT_EQ(list.error().code, "upstream.unreachable");
}

}  // namespace
}  // namespace mailapp::stack::supervisor
