#include "app/command_line.hpp"

#include "app/commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace mailapp::app {
namespace {

using testing::HasSubstr;

struct Ran {
    int status;
    std::string output;
    std::string error;
};

Ran run(std::vector<char const*> arguments) {
    arguments.insert(arguments.begin(), "mailapp");
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    int const status = run_command_line(static_cast<int>(arguments.size()), arguments.data());
    auto output = testing::internal::GetCapturedStdout();
    return {status, std::move(output), testing::internal::GetCapturedStderr()};
}

void each_command(std::vector<Command> const& commands, std::vector<char const*> const& path,
                  std::function<void(Command const&, std::vector<char const*> const&)> const& visit) {
    for (auto const& command : commands) {
        auto deeper = path;
        deeper.push_back(command.name.c_str());
        visit(command, deeper);
        each_command(command.children, deeper, visit);
    }
}

TEST(CommandLine, EveryCommandExplainsItself) {
    auto const commands = all_commands();
    each_command(commands, {}, [](Command const& command, std::vector<char const*> path) {
        EXPECT_FALSE(command.summary.empty()) << command.name;
        EXPECT_NE(static_cast<bool>(command.run), !command.children.empty()) << command.name;
        path.push_back("--help");
        auto const ran = run(path);
        EXPECT_EQ(ran.status, 0) << command.name;
        EXPECT_THAT(ran.output, HasSubstr(command.summary));
        for (auto const& option : command.options) {
            EXPECT_THAT(ran.output, HasSubstr(option.name)) << command.name;
            EXPECT_FALSE(option.help.empty()) << option.name;
        }
    });
}

TEST(CommandLine, WrongUseIsOneSentenceAndExitStatusTwo) {
    for (auto const& words : std::vector<std::vector<char const*>>{
             {}, {"bogus"}, {"up", "--bogus"}, {"up", "--base-port"}, {"learn"}, {"up", "left", "over"}}) {
        auto const ran = run(words);
        EXPECT_EQ(ran.status, 2);
        EXPECT_THAT(ran.error, testing::StartsWith("mailapp: "));
        EXPECT_EQ(std::count(ran.error.begin(), ran.error.end(), '\n'), 1) << ran.error;
        EXPECT_EQ(ran.output, "");
    }
}

TEST(CommandLine, AnInstanceThatIsNotThereIsSaid) {
    for (auto const* command : {"down", "status", "migrate"}) {
        auto const ran = run({command, "--instance", "/nonexistent/instance"});
        EXPECT_EQ(ran.status, 1);
        EXPECT_THAT(ran.error, HasSubstr("There is no instance in /nonexistent/instance"));
    }
}

TEST(CommandLine, LearnKnowsTwoClassesAndAsksForAnotherTryWhenItCannot) {
    EXPECT_EQ(run({"learn", "eggs", "--instance", "/nonexistent/instance"}).status, 64);
    EXPECT_EQ(run({"learn", "spam", "--instance", "/nonexistent/instance"}).status, 75);
}

TEST(CommandLine, NamesAreUnique) {
    std::set<std::string> names;
    for (auto const& command : all_commands()) EXPECT_TRUE(names.insert(command.name).second) << command.name;
}

}  // namespace
}  // namespace mailapp::app
