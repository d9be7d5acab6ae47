#pragma once

#include "stack/rendered.hpp"

namespace mailapp::stack::rspamd {

/// rspamd/local.d, rspamd/rspamd.conf.override and the signing rule. The package's own configuration stays
/// where it is and is read first. Pure.
std::vector<RenderedFile> render(RenderSettings const& settings);

/// How Rspamd (or, with another `program`, rspamadm) is told where its private directories are.
std::vector<std::string> directory_arguments(Instance const& instance, fs::path const& config);

/// The whole command line of the daemon in the foreground.
std::vector<std::string> command_line(Instance const& instance);

}  // namespace mailapp::stack::rspamd
