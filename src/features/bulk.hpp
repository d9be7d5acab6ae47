#pragma once

#include "db/database.hpp"
#include "reflect/members.hpp"

#include <algorithm>
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
/// In one transaction: what a commit costs (the disk, the directory's answer) is paid once for so many, and
/// other writers do not wait longer than for these.
inline constexpr std::size_t bulk_items_at_once = 50;

inline std::string bulk_item_text(std::int64_t item) {
    return std::to_string(item);
}
inline std::string bulk_item_text(std::string const& item) {
    return item;
}

inline std::optional<Error> check_bulk_size(std::size_t items, std::string const& field) {
    if (items <= most_bulk_items) return std::nullopt;
    return invalid("bulk.too_many_items",
                   "At most " + std::to_string(most_bulk_items) + " items in one request.", field);
}

/// For an `act` whose steps give different things.
template <class T>
Result<> without_value(Result<T> const& result) {
    if (!result) return result.error();
    return {};
}

/// Calls `act` for each item inside a transaction; what a refused item did is taken back alone, and does not
/// stop the others. `act` takes the transaction and the item and gives a Result. Error: bulk.too_many_items,
/// before anything is done.
template <class Item, class Act>
Result<BulkAnswer> run_bulk(db::Database& database, std::vector<Item> const& items, std::string const& field,
                            Act const& act) {
    if (auto wrong = check_bulk_size(items.size(), field)) return *wrong;
    BulkAnswer answer;
    for (std::size_t first = 0; first < items.size(); first += bulk_items_at_once) {
        auto tx = database.begin();
        for (auto i = first; i < std::min(first + bulk_items_at_once, items.size()); ++i) {
            db::Savepoint savepoint(tx);
            auto const done = act(tx, items[i]);
            BulkResult result{bulk_item_text(items[i]), done.has_value(), std::nullopt};
            if (done) {
                savepoint.keep();
                ++answer.done;
            } else {
                ++answer.failed;
                result.error = BulkError{done.error().code, done.error().detail, done.error().field};
            }
            answer.results.push_back(std::move(result));
        }
        tx.commit();
    }
    return answer;
}

}  // namespace mailapp
