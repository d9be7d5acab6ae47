#pragma once

#include "compat/mailcow/route_table.hpp"
#include "features/templates/service.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

/// What several categories share.
namespace mailapp::compat::mailcow {

/// "s", "m", "h" or "d".
std::string_view frame_letter(RateFrame frame);
std::optional<RateFrame> frame_of(std::string_view letter);
/// {"value": "10", "frame": "s"}; `otherwise` for no limit.
std::string rate_limit_json(std::int64_t value, RateFrame frame, std::string_view otherwise = "false");

/// Puts rl_value and rl_frame into a creation or a change; the key of a refusal when the frame is none of the
/// four letters. An empty value is no limit.
template <class Wanted>
std::optional<std::string_view> read_rate_limit(loose::Attributes const& attributes, Wanted& wanted) {
    wanted.rate_limit_value = attributes.number_or_none("rl_value");
    auto const letter = attributes.word("rl_frame");
    if (!letter) return std::nullopt;
    wanted.rate_limit_frame = frame_of(*letter);
    if (!wanted.rate_limit_frame) return "rl_timeframe";
    return std::nullopt;
}

/// Puts dkim_selector and key_size into a creation. No selector and no size ("" or 0) mean that no key is
/// wanted; what is absent stays as it is.
void read_dkim(loose::Attributes const& attributes, std::optional<std::string>& selector,
               std::optional<std::int64_t>& bits);

/// A time as mailcow writes it, in UTC; null for none.
std::string time_json(std::optional<Seconds> time);

/// The present tags and the new ones, each once, at most as many as there can be. A warning tells when some
/// were left out.
std::vector<std::string> add_tags(std::vector<std::string> present, std::vector<std::string> const& more,
                                  Messages& messages);
std::vector<std::string> without_tags(std::vector<std::string> present, std::vector<std::string> const& gone);

/// A success for each tag that was there, and a warning for each that was not.
void tell_removed_tags(std::vector<std::string> const& present, std::vector<std::string> const& gone,
                       std::string_view done, std::string const& object, Messages& messages);

/// The tags of "?tags=a,b".
std::vector<std::string> tag_filter(Call const& call);

/// Puts the id of the template that `template` names, by id or name. False when there is none of that name;
/// true, and no id, when none is named.
template <class Attributes>
bool read_template(templates::Service& service, loose::Attributes const& attributes,
                   std::optional<std::int64_t>& id) {
    auto const wanted = attributes.word("template");
    if (!wanted || attributes.is_off("template")) return true;
    for (auto const& one : service.all<Attributes>()) {
        if (std::to_string(one.id) == *wanted || one.name == *wanted) id = one.id;
    }
    return id.has_value();
}

/// Reads an object, changes it, and begins again when somebody else changed it in between: for changes that
/// depend on what is there, such as one tag more. `read` gives a Result of the object, `change` is called
/// with it and gives a Result of what the service answered.
template <class Read, class Change>
auto read_and_change(Read read, Change change) -> decltype(change(*read())) {
    constexpr int attempts = 5;
    for (int attempt = 1;; ++attempt) {
        auto before = read();
        if (!before) return before.error();
        auto after = change(*before);
        if (after || after.error().code != "version.changed" || attempt == attempts) return after;
    }
}

}  // namespace mailapp::compat::mailcow
