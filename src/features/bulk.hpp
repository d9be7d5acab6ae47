#pragma once

#include "base/error.hpp"
#include "reflect/members.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp {

/// Why one item of a bulk operation was refused: what its own request would have answered.
struct BulkError {
    std::string code;
    std::string detail;
    std::string field;
};
BOOST_DESCRIBE_STRUCT(BulkError, (), (code, detail, field))

struct BulkResult {
    std::string item;  ///< id or address, as it was sent
    bool done = false;
    std::optional<BulkError> error;
};
BOOST_DESCRIBE_STRUCT(BulkResult, (), (item, done, error))

/// The answer of every bulk operation: one result for each item, in the order of the request, and how many
/// were refused, so that no refusal can be overlooked.
struct BulkAnswer {
    std::vector<BulkResult> results;
    std::int64_t done = 0;
    std::int64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(BulkAnswer, (), (results, done, failed))

/// Bounds the time that one request holds a worker.
inline constexpr std::size_t most_bulk_items = 500;

inline std::string bulk_item_text(std::int64_t item) {
    return std::to_string(item);
}
inline std::string bulk_item_text(std::string const& item) {
    return item;
}

/// Calls `act` for each item, one transaction of its own each; a refusal does not stop the others.
/// `act` gives a Result. Error: bulk.too_many_items, before anything is done.
template <class Item, class Act>
Result<BulkAnswer> run_bulk(std::vector<Item> const& items, std::string const& field, Act const& act) {
    if (items.size() > most_bulk_items) {
        return invalid("bulk.too_many_items",
                       "At most " + std::to_string(most_bulk_items) + " items in one request.", field);
    }
    BulkAnswer answer;
    for (auto const& item : items) {
        auto const done = act(item);
        BulkResult result{bulk_item_text(item), done.has_value(), std::nullopt};
        if (done) {
            ++answer.done;
        } else {
            ++answer.failed;
            result.error = BulkError{done.error().code, done.error().detail, done.error().field};
        }
        answer.results.push_back(std::move(result));
    }
    return answer;
}

}  // namespace mailapp
