#include "features/addresses/service.hpp"

namespace mailapp::addresses {

Holder holder_of(db::Session& session, std::string const& address) {
    if (session.first<std::int64_t>("SELECT id FROM mailbox WHERE address = $1", address))
        return Holder::mailbox;
    if (session.first<std::int64_t>("SELECT id FROM alias WHERE address = $1", address)) return Holder::alias;
    auto const at = address.rfind('@');
    auto const mirrored = session.first<std::int64_t>(
        "SELECT m.id FROM alias_domain a JOIN mailbox m ON m.address = $1 || '@' || a.target_domain WHERE "
        "a.name = $2",
        address.substr(0, at), address.substr(at + 1));
    return mirrored ? Holder::mirror : Holder::nobody;
}

}  // namespace mailapp::addresses
