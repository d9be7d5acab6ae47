#pragma once

#include "instance/instance.hpp"

#include <optional>
#include <string>
#include <variant>

namespace mailapp::apply {

/// Held by the one command that changes an instance: up, down, or the agent that applies a configuration.
/// It ends with its holder, however that ends.
class InstanceLock {
public:
    /// Makes DIR and DIR/run when they are missing. Gives, when another has it, who: "up (process 123)".
    /// `command` is what others are told. Throws UntrustedPath, std::system_error.
    static std::variant<InstanceLock, std::string> try_take(Instance const& instance,
                                                            std::string const& command);

private:
    explicit InstanceLock(Descriptor file) : file_(std::move(file)) {}
    Descriptor file_;
};

}  // namespace mailapp::apply
