#include "directory/reach.hpp"

#include "directory/address.hpp"
#include "directory/alias_parts.hpp"
#include "directory/system_mail.hpp"

#include <set>
#include <vector>

namespace mailapp::directory {
namespace {

/// Bounds the work of one question. Postfix itself takes up to 1000 levels and thousands of destinations.
constexpr std::size_t most_addresses = 200;
/// What the servers on the way put on top of a message: trace lines and the results of the filter.
constexpr std::int64_t headers_on_the_way = 2048;

class Walk {
public:
    Walk(Replica::View const& view, LookupSettings const& settings, Usage const& usage, std::int64_t size)
        : view_(view), settings_(settings), usage_(usage), size_(size) {}

    Reach from(std::string_view address) {
        go_to(address);
        while (!waiting_.empty()) {
            if (seen_.size() > most_addresses) return Reach::somebody;
            auto const next = std::move(waiting_.back());
            waiting_.pop_back();
            if (is_reached(next)) return Reach::somebody;
        }
        return full_ ? Reach::full : Reach::nobody;
    }

private:
    void go_to(std::string_view address) {
        if (seen_.insert(std::string(address)).second) waiting_.emplace_back(address);
    }

    bool is_reached(std::string const& address) {
        auto const asked = asked_address(address);
        if (!asked || asked->is_catch_all()) return false;
        auto const place = place_of(view_, asked->domain);
        if (!place) {
            if (asked->domain != settings_.hostname) return true;  // another server knows
            return follow_role(*asked, asked->local_part);
        }
        // Switched off: strangers are deferred there, and a destination may be at another server by now.
        if (!place->active) return true;
        if (!place->is_home() && lookups::relay_recipients(view_, address)) return true;
        auto const local_part = untagged(view_, *asked);
        auto const own = local_part + "@" + asked->domain;
        if (auto const alias = view_.alias(own)) {
            if (alias->active) return follow(*alias, asked->local_part.substr(local_part.size()));
            return follow_role(*asked, local_part);
        }
        if (auto const mailbox = mailbox_at(view_, *place, local_part)) {
            if (mailbox->record.accepts_mail()) return has_room(*mailbox);
            return follow_role(*asked, local_part);
        }
        if (auto const alias = view_.alias(asked->catch_all()); alias && alias->active)
            return follow(*alias, "");
        return follow_role(*asked, local_part);
    }

    bool follow(AliasRecord const& alias, std::string const& tag) {
        if (alias.delivery != Delivery::forward) return true;
        for (auto const& destination : alias.destinations) {
            if (seen_.size() > most_addresses) break;
            go_to(with_tag(destination, tag));
        }
        return false;
    }

    bool follow_role(AskedAddress const& asked, std::string_view local_part) {
        if (!is_role(local_part, asked.domain, settings_)) return false;
        if (auto const address = system_mail(view_, settings_)) go_to(*address);
        return false;
    }

    bool has_room(FoundMailbox const& mailbox) {
        auto const quota = mailbox.record.quota;
        if (quota <= 0) return true;
        auto const used = usage_(mailbox.address).value_or(0);
        auto const needed = size_ > 0 ? size_ + headers_on_the_way : 1;
        if (used <= quota - needed) return true;
        full_ = true;
        return false;
    }

    Replica::View const& view_;
    LookupSettings const& settings_;
    Usage const& usage_;
    std::int64_t size_;
    std::set<std::string> seen_;
    std::vector<std::string> waiting_;
    bool full_ = false;
};

}  // namespace

Reach reach_of(Replica::View const& view, LookupSettings const& settings, Usage const& usage,
               std::string_view address, std::int64_t size) {
    return Walk(view, settings, usage, size).from(address);
}

}  // namespace mailapp::directory
