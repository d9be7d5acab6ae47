#include "stack/template.hpp"

#include "base/embedded.hpp"
#include "base/text.hpp"

#include <kainjow/mustache.hpp>

#include <stdexcept>

namespace mailapp::stack_templates {
std::span<EmbeddedFile const> files();
}

namespace mailapp::stack {
namespace {

namespace mustache = kainjow::mustache;

mustache::data to_data(TemplateValues const& values) {
    mustache::data object(mustache::data::type::object);
    for (auto const& [name, value] : values.values) {
        if (auto const* text = std::get_if<std::string>(&value)) {
            object.set(name, *text);
        } else if (auto const* flag = std::get_if<bool>(&value)) {
            object.set(name, *flag);
        } else {
            mustache::data list(mustache::data::type::list);
            for (auto const& element : std::get<std::vector<TemplateValues>>(value))
                list.push_back(to_data(element));
            object.set(name, list);
        }
    }
    return object;
}

}  // namespace

std::string expand(std::string_view text, TemplateValues const& values, Escape const& escape) {
    mustache::mustache page{std::string(text)};
    if (!page.is_valid()) throw std::logic_error("a broken template: " + page.error_message());
    page.set_custom_escape(escape);
    auto result = page.render(to_data(values));
    if (!page.is_valid()) throw std::logic_error("a template does not expand: " + page.error_message());
    return result;
}

std::string_view embedded_template(std::string_view name) {
    for (auto const& file : stack_templates::files())
        if (file.name == name) return file.content;
    throw std::logic_error("there is no template " + std::string(name));
}

Escape refusing(std::string_view program, std::string_view forbidden) {
    return [program = std::string(program), forbidden = std::string(forbidden)](std::string const& value) {
        if (has_control_characters(value) || value.find_first_of(forbidden) != std::string::npos)
            throw std::invalid_argument("a value cannot be written into the configuration of " + program);
        return value;
    };
}

}  // namespace mailapp::stack
