#pragma once

#include "http/message.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::compat::mailcow {

/// "a=1&b=2" with its escapes undone; of a name that stands twice the last.
std::map<std::string, std::string> form_fields(std::string_view text);

/// What the body of a write holds. A member that is null counts as absent.
struct RequestBody {
    bool malformed = false;    ///< said to be JSON, but none, or null
    bool number_lost = false;  ///< a number in it is larger than any that can be kept, such as 1e999
    std::optional<boost::json::value> attributes;  ///< "attr" of a form or an edit, the whole body of an add
    /// "items" of a form or an edit; the whole body of a delete, or its only member "items".
    std::optional<boost::json::value> items;
    std::optional<std::string> csrf_token;  ///< of a form
    std::vector<std::string> strangers;     ///< members beside "attr" and "items"
};

enum class BodyKind { attributes, items_and_attributes, items };

/// JSON, or a form whose fields hold JSON as text. A body of another type counts as absent.
RequestBody read_body(http::RawRequest const& request, BodyKind kind);

/// A list of items, or a single one. Items are texts or numbers; nothing when there is anything else.
std::optional<std::vector<std::string>> to_items(boost::json::value const& value);

}  // namespace mailapp::compat::mailcow
