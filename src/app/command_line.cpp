// The only file that includes the command line library.
#include "app/command_line.hpp"

#include "app/commands.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>

namespace mailapp::app {
namespace {

constexpr int wrong_use = 2;

/// A command of the library beside ours, with the places where it leaves what was given.
struct Bound {
    Command const* command = nullptr;
    CLI::App* parser = nullptr;
    std::vector<std::unique_ptr<Bound>> children;
    std::map<std::string, std::vector<std::string>> texts;
    std::map<std::string, bool> flags;
};

std::unique_ptr<Bound> bind(CLI::App& parent, Command const& command) {
    auto bound = std::make_unique<Bound>();
    bound->command = &command;
    bound->parser = parent.add_subcommand(command.name, command.summary);
    auto& parser = *bound->parser;
    if (command.hidden) parser.group("");
    parser.footer(command.description);
    for (auto const& option : command.options) {
        if (option.value.empty()) {
            parser.add_flag(option.name, bound->flags[option.name], option.help);
            continue;
        }
        auto* const added = parser.add_option(option.name, bound->texts[option.name], option.help);
        added->type_name(option.value)->type_size(1)->required(option.required);
        added->multi_option_policy(option.repeatable ? CLI::MultiOptionPolicy::TakeAll
                                                     : CLI::MultiOptionPolicy::Throw);
        if (option.repeatable) added->expected(1, CLI::detail::expected_max_vector_size);
    }
    for (auto const& positional : command.positionals) {
        auto* const added =
            parser.add_option(positional.name, bound->texts[positional.name], positional.help);
        added->type_name("")->type_size(1)->expected(1)->required(positional.required);
    }
    for (auto const& child : command.children) bound->children.push_back(bind(parser, child));
    if (!command.children.empty()) parser.require_subcommand(1);
    return bound;
}

int run(Bound const& bound) {
    for (auto const& child : bound.children)
        if (child->parser->parsed()) return run(*child);
    Arguments arguments;
    for (auto const& [name, values] : bound.texts)
        if (!values.empty()) arguments.add(name, values);
    for (auto const& [name, given] : bound.flags)
        if (given) arguments.add(name, {});
    return bound.command->run(arguments);
}

}  // namespace

int run_command_line(int argc, char const* const* argv) {
    // Dovecot's Sieve pipes to a link of the program and gives the instance as the only word.
    auto const own_name = std::filesystem::path(argc > 0 ? argv[0] : "").filename().string();
    if (argc == 2 && (own_name == "learn-spam" || own_name == "learn-ham")) {
        Arguments arguments;
        arguments.add("class", {own_name.substr(std::string("learn-").size())});
        arguments.add("--instance", {argv[1]});
        return learn_command().run(arguments);
    }
    if (argc > 1 && std::string_view(argv[1]) == "sendmail") return run_sendmail({argv + 2, argv + argc});

    CLI::App parser("MailApp " MAILAPP_VERSION ": a complete mail server and its control plane", "mailapp");
    parser.require_subcommand(1);
    parser.failure_message(CLI::FailureMessage::help);
    parser.set_version_flag("--version", "MailApp " MAILAPP_VERSION);
    parser.footer("`mailapp COMMAND --help` explains a command.");
    auto const commands = all_commands();
    std::vector<std::unique_ptr<Bound>> bound;
    for (auto const& command : commands) bound.push_back(bind(parser, command));
    try {
        parser.parse(argc, argv);
    } catch (CLI::Success const& asked_for_help) {
        return parser.exit(asked_for_help);
    } catch (CLI::ParseError const& wrong) {
        return fail(std::string(wrong.what()) + " (see `mailapp --help`)", wrong_use);
    }
    try {
        for (auto const& command : bound)
            if (command->parser->parsed()) return run(*command);
    } catch (std::exception const& breakage) {
        return fail(breakage.what());
    }
    return wrong_use;
}

}  // namespace mailapp::app
