#pragma once

#include <string>
#include <string_view>

namespace mailapp {

/// Text that must not be printed, logged or left behind in memory. Moves; copies only by name.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(Secret const&) = delete;
    Secret& operator=(Secret const&) = delete;
    ~Secret();

    Secret clone() const { return Secret(text_); }

    /// The text itself: for the one place that needs it (hashing, a protocol), never for output.
    std::string_view reveal() const { return text_; }
    bool empty() const { return text_.empty(); }

private:
    void wipe() noexcept;
    std::string text_;
};

/// Compares in time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace mailapp
