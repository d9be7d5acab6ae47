#pragma once

#include "base/error.hpp"
#include "compat/mailcow/loose.hpp"
#include "compat/mailcow/route_table.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The table protocol of the search routes: {draw, start, length, order, columns, search} is answered with
/// {draw, recordsTotal, recordsFiltered, data}.
namespace mailapp::compat::mailcow {

/// A column of their table and the key that our list sorts by.
struct SortColumn {
    std::string_view column;
    std::string_view key;
};

struct TableRequest {
    std::int64_t draw = 0;
    std::int64_t start = 0;
    std::int64_t length = 0;
    std::string search;
    std::string sort;

    /// What is absent or makes no sense has a default; rows beyond the largest page are not given.
    static TableRequest read(loose::Attributes const& attributes, std::span<SortColumn const> columns,
                             std::string_view default_sort);
};

/// What a list is asked for.
struct TablePosition {
    std::string search;
    std::string sort;
    std::optional<std::string> cursor;
    std::int64_t limit = 1;
};

/// The largest page of the lists.
inline constexpr std::int64_t largest_table_page = 500;

/// The answer when there is no page: the reason.
http::RawResponse refuse_table(Error const& error);

/// `list` gives a Result of a page for a position; `append` writes a row. Lists go by cursor, this protocol
/// by row number: pages before the wanted one are walked through.
template <class Row, class List, class Append>
http::RawResponse table_page(TableRequest const& request, List list, Append append) {
    std::int64_t filtered = 0;
    std::string data;
    TablePosition position{request.search, request.sort, std::nullopt, largest_table_page};
    std::int64_t const end = request.start + request.length;
    for (std::int64_t at = 0;;) {
        position.limit = std::clamp<std::int64_t>(end - at, 1, largest_table_page);
        auto const page = list(position);
        if (!page) return refuse_table(page.error());
        filtered = page->total;
        for (Row const& row : page->items) {
            if (at >= request.start && at < end) {
                if (!data.empty()) data += ',';
                append(data, row);
            }
            ++at;
        }
        position.cursor = page->next_cursor;
        if (!position.cursor || at >= end) break;
    }
    std::int64_t total = filtered;
    if (!request.search.empty()) {
        if (auto const all = list(TablePosition{"", request.sort, std::nullopt, 1})) total = all->total;
    }
    return object_response("{\"draw\":" + std::to_string(request.draw) +
                           ",\"recordsTotal\":" + std::to_string(total) +
                           ",\"recordsFiltered\":" + std::to_string(filtered) + ",\"data\":[" + data + "]}");
}

}  // namespace mailapp::compat::mailcow
