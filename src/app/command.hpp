#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::app {

/// An option of a command, such as "--base-port N".
struct Option {
    std::string name;   ///< with its dashes: "--base-port"
    std::string value;  ///< what stands for the value in the help; "" for a flag
    std::string help;
    bool repeatable = false;
    bool required = false;
};

/// A word that a command takes without a dash.
struct Positional {
    std::string name;
    std::string help;
    bool required = true;
};

/// What was given on the command line.
class Arguments {
public:
    bool has(std::string const& name) const { return given_.contains(name); }
    /// The (last) value of an option or positional; nothing when it was not given.
    std::optional<std::string> value(std::string const& name) const;
    /// The values of a repeatable option.
    std::vector<std::string> values(std::string const& name) const;

    void add(std::string const& name, std::vector<std::string> values) { given_[name] = std::move(values); }

private:
    std::map<std::string, std::vector<std::string>> given_;
};

/// One command of the program. `run` gives the exit status; a Command with children has none.
struct Command {
    std::string name;
    std::string summary;      ///< one line, for the list of commands
    std::string description;  ///< the rest of its help
    std::vector<Option> options = {};
    std::vector<Positional> positionals = {};
    std::function<int(Arguments const&)> run = {};
    std::vector<Command> children = {};
    bool hidden = false;  ///< started by other programs, not by people
};

/// The option --instance DIR, as every command has it.
Option instance_option();

/// The directory that --instance names (relative to the working directory), else /var/lib/mailapp.
std::string instance_directory(Arguments const& arguments);

/// Prints one sentence on standard error and gives the exit status for it.
int fail(std::string const& sentence, int status = 1);

}  // namespace mailapp::app
