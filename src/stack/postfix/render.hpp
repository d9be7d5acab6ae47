#pragma once

#include "stack/rendered.hpp"

namespace mailapp::stack::postfix {

/// postfix/main.cf, master.cf and the header checks. Pure.
std::vector<RenderedFile> render(RenderSettings const& settings);

/// main.cf with the parameters of `overrides` ("name = value" lines, "#" comments, continuation lines) last
/// and in place of earlier ones of the same name. Error: apply.override_invalid for anything else.
Result<std::string> with_overrides(std::string const& main_cf, std::string const& overrides);

}  // namespace mailapp::stack::postfix
