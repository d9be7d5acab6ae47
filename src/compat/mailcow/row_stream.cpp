#include "compat/mailcow/row_stream.hpp"

#include "base/guarded.hpp"

#include <unordered_map>
#include <utility>

namespace mailapp::compat::mailcow {
namespace {

constexpr std::size_t chunk_size = 64 * 1024;

http::RawResponse no_place() {
    auto response = http::json_response(
        503, R"({"type":"error","msg":"Too many lists are being read; try again shortly."})");
    response.set("Retry-After", "5");
    return response;
}

std::string account_of(Principal const& caller) {
    return std::to_string(static_cast<int>(caller.role)) + ":" + std::to_string(caller.account_id);
}

}  // namespace

NextRows rows_by_cursor(
    std::function<std::optional<std::string>(std::optional<std::string> const& cursor, PutRow const&)> part) {
    return [part = std::move(part), cursor = std::optional<std::string>()](PutRow const& put) mutable {
        cursor = part(cursor, put);
        return cursor.has_value();
    };
}

NextRows rows_in_turn(std::vector<NextRows> lists) {
    return [lists = std::move(lists), at = std::size_t{0}](PutRow const& put) mutable {
        if (at < lists.size() && !lists[at](put)) ++at;
        return at < lists.size();
    };
}

struct RowStreams::Places {
    struct Taken {
        std::size_t all = 0;
        std::unordered_map<std::string, std::size_t> by_account;
    };
    std::size_t at_most = 0;
    std::size_t of_one_account = 0;
    Guarded<Taken> taken;
};

/// One list under way; given back with this object.
class RowStreams::Place {
public:
    /// Nothing when there is none.
    static std::unique_ptr<Place> take(std::shared_ptr<Places> const& places, std::string account) {
        auto taken = places->taken.access();
        auto const own = taken->by_account.find(account);
        bool const is_greedy = own != taken->by_account.end() && own->second >= places->of_one_account;
        if (is_greedy || taken->all >= places->at_most) return nullptr;
        ++taken->all;
        ++taken->by_account[account];
        return std::unique_ptr<Place>(new Place(places, std::move(account)));
    }
    ~Place() {
        auto taken = places_->taken.access();
        --taken->all;
        auto const own = taken->by_account.find(account_);
        if (own != taken->by_account.end() && --own->second == 0) taken->by_account.erase(own);
    }
    Place(Place const&) = delete;
    Place& operator=(Place const&) = delete;

private:
    Place(std::shared_ptr<Places> places, std::string account)
        : places_(std::move(places)), account_(std::move(account)) {}

    std::shared_ptr<Places> places_;
    std::string account_;
};

/// Makes chunks of rows.
class RowStreams::Reader {
public:
    Reader(std::unique_ptr<Place> place, NextRows next) : place_(std::move(place)), next_(std::move(next)) {}

    /// The next chunk; "" at the end. Throws what the reading throws.
    std::string chunk() {
        std::string chunk;
        while (!ended_ && chunk.size() < chunk_size) {
            bool const more = next_([&](std::string_view row) {
                chunk += any_ ? ',' : '[';
                any_ = true;
                chunk += row;
            });
            if (more) continue;
            ended_ = true;
            if (any_) chunk += ']';
            place_.reset();
        }
        return chunk;
    }
    bool has_ended() const { return ended_; }

private:
    std::unique_ptr<Place> place_;
    NextRows next_;
    bool any_ = false;
    bool ended_ = false;
};

RowStreams::RowStreams(std::size_t at_most, std::size_t of_one_account)
    : places_(std::make_shared<Places>()) {
    places_->at_most = at_most;
    places_->of_one_account = of_one_account;
}

http::RawResponse RowStreams::list(Principal const& caller, NextRows next, std::string_view when_empty) {
    auto place = Place::take(places_, account_of(caller));
    if (!place) return no_place();
    auto const reader = std::make_shared<Reader>(std::move(place), std::move(next));
    auto first = reader->chunk();
    if (first.empty()) return http::json_response(200, std::string(when_empty));
    if (reader->has_ended()) return http::json_response(200, std::move(first));
    auto response = http::json_response(200, {});
    response.stream = [reader, first = std::move(first)]() mutable {
        return first.empty() ? reader->chunk() : std::exchange(first, {});
    };
    return response;
}

}  // namespace mailapp::compat::mailcow
