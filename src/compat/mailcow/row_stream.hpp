#pragma once

#include "http/message.hpp"
#include "identity/principal.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::compat::mailcow {

/// Takes one JSON value.
using PutRow = std::function<void(std::string_view row)>;

/// The next rows of a list, a bounded number; false when they were the last. It is asked again when the
/// client has taken what came before, perhaps much later and on another thread: between two calls it holds no
/// thread and no database connection, only the place where it stands.
using NextRows = std::function<bool(PutRow const&)>;

/// Rows by key: `part` puts those behind a cursor (nothing: the first ones) and gives the cursor behind them,
/// nothing at the end.
NextRows rows_by_cursor(
    std::function<std::optional<std::string>(std::optional<std::string> const& cursor, PutRow const&)> part);

/// One list behind the other.
NextRows rows_in_turn(std::vector<NextRows> lists);

/// Rows of one part of a list: read at once and in memory for each client that does not read.
inline constexpr std::int64_t rows_of_part = 200;

/// Replies that are lists of any length. They are made part by part as their clients take them; what changes
/// meanwhile may be in there or not, and what is there all the time is in there once. How many are under way
/// is bounded, of one account too; nobody waits for a place.
class RowStreams {
public:
    explicit RowStreams(std::size_t at_most = 64, std::size_t of_one_account = 16);

    /// The rows as a JSON array, `when_empty` when there are none. What is thrown before the first chunk is
    /// full comes out here. 503 when there is no place.
    http::RawResponse list(Principal const& caller, NextRows next, std::string_view when_empty = "{}");

private:
    struct Places;
    class Place;
    class Reader;

    std::shared_ptr<Places> const places_;
};

}  // namespace mailapp::compat::mailcow
