#include "compat/mailcow/common.hpp"

#include "base/text.hpp"
#include "compat/mailcow/members.hpp"

namespace mailapp::compat::mailcow {
namespace {

constexpr std::size_t most_tags = 25;

}  // namespace

std::string_view frame_letter(RateFrame frame) {
    switch (frame) {
        case RateFrame::second: return "s";
        case RateFrame::minute: return "m";
        case RateFrame::hour: return "h";
        case RateFrame::day: return "d";
    }
    return "s";
}

std::optional<RateFrame> frame_of(std::string_view letter) {
    if (letter == "s") return RateFrame::second;
    if (letter == "m") return RateFrame::minute;
    if (letter == "h") return RateFrame::hour;
    if (letter == "d") return RateFrame::day;
    return std::nullopt;
}

std::string rate_limit_json(std::int64_t value, RateFrame frame, std::string_view otherwise) {
    if (value == 0) return std::string(otherwise);
    std::string out;
    Members(out).number_text("value", value).add("frame", frame_letter(frame));
    return out;
}

void read_dkim(loose::Attributes const& attributes, std::optional<std::string>& selector,
               std::optional<std::int64_t>& bits) {
    selector = attributes.word("dkim_selector");
    if (auto const size = attributes.number_or_none("key_size")) bits = size;
    if (!attributes.is_off("dkim_selector")) return;
    selector.reset();
    bits = 0;
}

std::string time_json(std::optional<Seconds> time) {
    return time ? "\"" + to_sql_text(*time) + "\"" : "null";
}

std::vector<std::string> add_tags(std::vector<std::string> present, std::vector<std::string> const& more,
                                  Messages& messages) {
    for (auto const& tag : more) {
        if (std::find(present.begin(), present.end(), tag) != present.end()) continue;
        if (present.size() >= most_tags) {
            messages.warning("tag_limit_exceeded", {std::string_view("limit " + std::to_string(most_tags))});
            break;
        }
        present.push_back(tag);
    }
    return present;
}

std::vector<std::string> without_tags(std::vector<std::string> present,
                                      std::vector<std::string> const& gone) {
    std::erase_if(present,
                  [&](auto const& tag) { return std::find(gone.begin(), gone.end(), tag) != gone.end(); });
    return present;
}

void tell_removed_tags(std::vector<std::string> const& present, std::vector<std::string> const& gone,
                       std::string_view done, std::string const& object, Messages& messages) {
    for (auto const& tag : gone) {
        if (std::find(present.begin(), present.end(), tag) != present.end()) {
            messages.success(done, {object});
        } else {
            messages.warning("tag_not_found", {tag});
        }
    }
}

std::vector<std::string> tag_filter(Call const& call) {
    auto const found = call.query.find("tags");
    std::vector<std::string> tags;
    if (found == call.query.end()) return tags;
    for (auto const tag : split(found->second, ',')) {
        if (auto const word = trim(tag); !word.empty()) tags.emplace_back(word);
    }
    return tags;
}

}  // namespace mailapp::compat::mailcow
