#include "db/changes.hpp"

#include "base/clock.hpp"
#include "base/random.hpp"

namespace mailapp::db {
namespace {

struct ChangeSaid {
    std::string topic;
    std::string key;
    std::int64_t at = 0;
};
BOOST_DESCRIBE_STRUCT(ChangeSaid, (), (topic, key, at))

}  // namespace

std::int64_t append_change(Transaction& tx, std::string_view topic, std::string_view key) {
    auto const seq = tx.scalar<std::int64_t>(
        "INSERT INTO change (topic, key, at) VALUES ($1, $2, $3) RETURNING seq", topic, key, unbroken_now());
    tx.note_change(seq);
    return seq;
}

std::vector<Change> changes_after(Session& session, std::int64_t after, int at_most) {
    return session.query<Change>("SELECT seq, topic, key FROM change WHERE seq > $1 ORDER BY seq LIMIT $2",
                                 after, at_most);
}

std::int64_t newest_change(Session& session) {
    return session.scalar<std::int64_t>("SELECT COALESCE(MAX(seq), 0) FROM change");
}

std::int64_t oldest_change(Session& session) {
    return session.scalar<std::int64_t>("SELECT COALESCE(MIN(seq), 0) FROM change");
}

std::string mark_of_change(Session& session, std::int64_t seq) {
    auto const change = session.first<ChangeSaid>("SELECT topic, key, at FROM change WHERE seq = $1", seq);
    if (!change) return "";
    return change->topic + " " + change->key + " " + std::to_string(change->at);
}

std::string database_id(Database& database) {
    static constexpr std::string_view select = "SELECT value FROM setting WHERE name = 'database_id'";
    {
        auto session = database.read();
        if (auto known = session.first<std::string>(select)) return *known;
    }
    auto tx = database.begin();
    tx.execute("INSERT INTO setting (name, value) VALUES ('database_id', $1) ON CONFLICT (name) DO NOTHING",
               random_hex(16));
    auto made = tx.scalar<std::string>(select);
    tx.commit();
    return made;
}

}  // namespace mailapp::db
