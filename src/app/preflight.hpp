#pragma once

#include "app/command.hpp"
#include "instance/instance.hpp"

namespace mailapp::app {

/// The instance that `up` is about: from its mailapp.toml when there is one, else from the options. Changes
/// nothing. Errors: those of Instance::load, up.option_differs, up.option_invalid.
Result<Instance> instance_for_up(Arguments const& arguments);

/// What must hold before `up` changes anything: the rights of root, a place that only root can change and all
/// users can pass (nothing above the instance is ever changed), the programs of the packages, a database
/// that is not newer than the program, and free ports unless the instance holds them itself. Each error is
/// one sentence.
Result<> check_before_up(Instance const& instance, bool holds_its_ports);

}  // namespace mailapp::app
