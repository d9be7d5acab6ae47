#pragma once

#include <string>
#include <string_view>

namespace mailapp {

/// As people compare who search: capital letters of every script as small ones, and letters without the marks
/// that other keyboards do not have: "Həsənova" is "hesenova", "Łódź" is "lodz". Bytes that are no UTF-8
/// stay.
std::string fold_for_search(std::string_view text);

/// A text with every domain in it as people know it, in U-labels.
std::string domains_for_display(std::string_view text);

}  // namespace mailapp
