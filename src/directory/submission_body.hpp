#pragma once

#include "base/seven_bit.hpp"
#include "directory/submission.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::directory {

/// A field that gets another value: the `index`th of its name, counted from 1.
struct ChangedField {
    std::uint32_t index = 1;
    HeaderField field;

    friend bool operator==(ChangedField const&, ChangedField const&) = default;
};

/// How a message is written so that it arrives as it was signed.
struct Rewriting {
    std::string refusal;  ///< a whole SMTP reply, where that cannot be done; "" else
    std::optional<std::string> body;
    std::vector<HeaderField> added;
    std::vector<ChangedField> changed;
};

/// `body`: nothing when it was too long to be kept; octets beyond ASCII stay then, lines that are too long
/// are refused.
Rewriting rewriting_of(std::vector<HeaderField> const& header, BodyScan const& scan,
                       std::optional<std::string> const& body);

}  // namespace mailapp::directory
