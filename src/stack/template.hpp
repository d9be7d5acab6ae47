#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mailapp::stack {

struct TemplateValues;
using TemplateValue = std::variant<std::string, bool, std::vector<TemplateValues>>;

/// Values by name for a template; a list repeats its section for each element.
struct TemplateValues {
    std::map<std::string, TemplateValue> values;
};

/// Writes a value so that the program whose file this is reads it as one plain value; throws
/// std::invalid_argument for what cannot be written that way.
using Escape = std::function<std::string(std::string const&)>;

/// Mustache (substitution only) with the program's own escape for every value. Throws std::logic_error when
/// the template is broken or names a value that is not given: both are mistakes of ours.
std::string expand(std::string_view text, TemplateValues const& values, Escape const& escape);

/// A template of this folder by its file name.
std::string_view embedded_template(std::string_view name);

/// Escape functions that only refuse: no control characters at all, and none of `forbidden`.
Escape refusing(std::string_view program, std::string_view forbidden);

}  // namespace mailapp::stack
