#include "features/set_up/store.hpp"

#include "base/text.hpp"

namespace mailapp::set_up::store {
namespace {

constexpr std::string_view setting = "set_up_closed";

}  // namespace

std::optional<Seconds> closed(db::Session& session) {
    auto const value = session.first<std::string>("SELECT value FROM setting WHERE name = $1", setting);
    if (!value) return std::nullopt;
    auto const seconds = parse_int(*value);
    if (!seconds) throw std::runtime_error("The setting set_up_closed is no time.");
    return Seconds(std::chrono::seconds(*seconds));
}

bool close(db::Transaction& tx, Seconds now) {
    return !tx.query<std::string>(
                  "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING "
                  "name",
                  setting, std::to_string(now.time_since_epoch().count()))
                .empty();
}

bool open(db::Transaction& tx) {
    return !tx.query<std::string>("DELETE FROM setting WHERE name = $1 RETURNING name", setting).empty();
}

}  // namespace mailapp::set_up::store
