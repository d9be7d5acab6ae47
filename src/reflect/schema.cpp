#include "reflect/schema.hpp"

namespace mailapp::reflect {

std::string SchemaBook::short_name(std::string const& demangled) {
    auto const open = demangled.find('<');
    auto const outer = demangled.substr(0, open);
    auto const colon = outer.rfind(':');
    auto const name = colon == std::string::npos ? outer : outer.substr(colon + 1);
    if (open == std::string::npos) return name;
    auto const inner = demangled.substr(open + 1, demangled.rfind('>') - open - 1);
    return name + "Of" + short_name(std::string(trim(inner)));
}

}  // namespace mailapp::reflect
