#include "features/applied/store.hpp"

namespace mailapp::applied::store {

std::optional<std::int64_t> newest_of(db::Session& session, std::string const& kind,
                                      std::string const& object) {
    return session.first<std::int64_t>(
        "SELECT seq FROM change WHERE topic = $1 AND key = $2 ORDER BY seq DESC LIMIT 1", kind, object);
}

std::optional<Seconds> oldest_after(db::Session& session, std::int64_t seq) {
    return session.first<Seconds>("SELECT at FROM change WHERE seq > $1 ORDER BY seq LIMIT 1", seq);
}

}  // namespace mailapp::applied::store
