#include "features/tags.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace mailapp {
namespace {

constexpr std::size_t longest_text = 255;
constexpr std::size_t most_tags = 25;

}  // namespace

Result<std::vector<std::string>> check_tags(std::vector<std::string> tags) {
    std::vector<std::string> clean;
    for (auto const& tag : tags) {
        std::string const text(trim(tag));
        if (text.empty()) continue;
        if (text.size() > longest_text || has_control_characters(text)) {
            return invalid("tags.invalid", "A tag has at most 255 characters on one line.", "/tags");
        }
        if (std::find(clean.begin(), clean.end(), text) == clean.end()) clean.push_back(text);
    }
    if (clean.size() > most_tags) return invalid("tags.too_many", "There can be at most 25 tags.", "/tags");
    return clean;
}

}  // namespace mailapp
