#pragma once

#include "db/text_index.hpp"

#include <algorithm>

namespace mailapp::db {

/// The rows of these ids, in their order, with one query; those that are gone are left out. `select` has no
/// WHERE.
template <class Row>
std::vector<Row> rows_by_ids(Session& session, std::string const& select, std::string_view id_column,
                             std::vector<std::int64_t> const& ids) {
    if (ids.empty()) return {};
    auto condition = one_of_ids(session.engine(), id_column);
    condition.replace(condition.find('?'), 1, "$1");
    auto rows = session.query_with<Row>(select + " WHERE " + condition, {ids_value(session.engine(), ids)});
    std::unordered_map<std::int64_t, std::size_t> place;
    for (std::size_t i = 0; i < ids.size(); ++i) place[ids[i]] = i;
    std::sort(rows.begin(), rows.end(),
              [&](Row const& one, Row const& other) { return place.at(one.id) < place.at(other.id); });
    return rows;
}

}  // namespace mailapp::db
