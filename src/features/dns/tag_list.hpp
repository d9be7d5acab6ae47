#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::dns {

/// "name=value; name=value" as DKIM and DMARC records have it (RFC 6376, section 3.2). Names and values keep
/// their case.
struct TagList {
    struct Tag {
        std::string name;
        std::string value;  ///< without the white space around it
    };
    std::vector<Tag> tags;  ///< in their order
    std::string broken;     ///< the first part that is no tag, or whose name was there before; "" for none

    /// Nothing when there is no such tag; of several the first.
    std::optional<std::string> find(std::string_view name) const;
};
TagList read_tags(std::string_view text);

}  // namespace mailapp::dns
