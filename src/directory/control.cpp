#include "directory/control.hpp"

#include "base/text.hpp"

namespace mailapp::directory {
namespace {

/// Less than a write of the api waits, so that it learns how far the directory is instead of nothing.
constexpr std::chrono::milliseconds wait_at_most{450};

class ControlConversation : public Conversation {
public:
    explicit ControlConversation(Follower& follower) : follower_(follower) {}

    Step take(std::string_view input, std::string& output) override {
        static constexpr std::string_view verb = "SYNC ";
        auto const end = input.find('\n');
        if (end == std::string_view::npos) return {};
        auto const line = input.substr(0, end);
        auto const seq = line.starts_with(verb) ? parse_int(line.substr(verb.size())) : std::nullopt;
        if (!seq || *seq < 0) {
            output += "ERROR unknown command\n";
            return {input.size(), true};
        }
        // Waiting here holds up no other: all wait for the same look at the feed.
        output += "OK " + std::to_string(follower_.catch_up(*seq, wait_at_most)) + "\n";
        return {end + 1, false};
    }

private:
    Follower& follower_;
};

}  // namespace

std::unique_ptr<Conversation> control_conversation(Follower& follower) {
    return std::make_unique<ControlConversation>(follower);
}

}  // namespace mailapp::directory
