#include "features/set_up/store.hpp"

#include "base/text.hpp"
#include "db/changes.hpp"

namespace mailapp::set_up::store {
namespace {

constexpr std::string_view setting = "set_up_closed";
constexpr std::string_view system_mail_setting = "system_mail";  // the directory reads it too

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

std::optional<std::string> system_mail(db::Session& session) {
    return session.first<std::string>("SELECT value FROM setting WHERE name = $1", system_mail_setting);
}

void set_system_mail(db::Transaction& tx, std::string const& address) {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = "
        "excluded.value",
        system_mail_setting, address);
    db::append_change(tx, "setting", system_mail_setting);
}

}  // namespace mailapp::set_up::store
