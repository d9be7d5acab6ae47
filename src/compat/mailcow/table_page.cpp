#include "compat/mailcow/table_page.hpp"

#include "base/json_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace mailapp::compat::mailcow {
namespace {

namespace json = boost::json;

json::object const* first_object(json::value const* list) {
    if (list == nullptr || !list->is_array() || list->get_array().empty()) return nullptr;
    return list->get_array().front().if_object();
}

std::string sort_key(json::object const& members, std::span<SortColumn const> known,
                     std::string_view default_sort) {
    auto const fallback = std::string(default_sort);
    auto const* order = first_object(members.if_contains("order"));
    auto const* columns = members.if_contains("columns");
    if (order == nullptr || columns == nullptr || !columns->is_array()) return fallback;
    loose::Attributes const wanted(*order);
    auto const place = static_cast<std::size_t>(wanted.number("column").value_or(0));
    if (place >= columns->get_array().size()) return fallback;
    auto const* column = columns->get_array()[place].if_object();
    if (column == nullptr) return fallback;
    auto const name = loose::Attributes(*column).text("data").value_or("");
    auto const found =
        std::find_if(known.begin(), known.end(), [&](SortColumn const& one) { return one.column == name; });
    if (found == known.end()) return fallback;
    return (wanted.text("dir") == "desc" ? "-" : "") + std::string(found->key);
}

}  // namespace

TableRequest TableRequest::read(loose::Attributes const& attributes, std::span<SortColumn const> columns,
                                std::string_view default_sort) {
    constexpr std::int64_t furthest = 10'000'000;
    TableRequest request;
    request.draw = attributes.number("draw").value_or(0);
    request.start = std::min(attributes.number("start").value_or(0), furthest);
    // -1 stands for all rows there, and is no number here.
    request.length = std::min(attributes.number("length").value_or(largest_table_page), largest_table_page);
    auto const& members = attributes.members();
    if (auto const* search = members.if_contains("search"); search != nullptr && search->is_object()) {
        request.search = loose::Attributes(search->get_object()).word("value").value_or("");
    }
    request.sort = sort_key(members, columns, default_sort);
    return request;
}

http::RawResponse refuse_table(Error const& error) {
    return http::json_response(400, R"({"type":"error","msg":)" + json_string(error.detail) + "}");
}

}  // namespace mailapp::compat::mailcow
