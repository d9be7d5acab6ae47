#include "features/set_up/service.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "features/set_up/store.hpp"

namespace mailapp::set_up {
namespace {

Error bad_system_mail(char const* why) {
    return invalid("set_up.system_mail_invalid", why, "/system_mail");
}

}  // namespace

Result<SetUpState> Service::state() {
    auto session = database_.read();
    SetUpState state;
    state.closed = store::closed(session);
    state.system_mail = store::system_mail(session).value_or("");
    if (state.closed) return state;
    domains::DomainFilter first;
    first.limit = 1;
    auto const found = domains_.list(Visibility::all(), first);
    if (!found) return found.error();
    state.wanted = found->items.empty();
    return state;
}

Result<SetUpState> Service::set(Principal const& who, SetUpChange const& change) {
    std::optional<std::string> address;
    if (change.system_mail) {
        auto const normalized = normalize_address(trim(*change.system_mail));
        if (!normalized) return bad_system_mail("This is no e-mail address.");
        if (normalized->domain == hostname_ || normalized->domain == "localhost")
            return bad_system_mail(
                "Mail to the server's own name comes here by itself: choose a mailbox, or an address "
                "elsewhere.");
        address = normalized->text();
    }
    auto tx = database_.begin();
    if (change.closed == true && store::close(tx, system_now()))
        audit_.record(tx, who, "set_up.closed", "set-up");
    if (change.closed == false && store::open(tx)) audit_.record(tx, who, "set_up.opened", "set-up");
    if (address && store::system_mail(tx) != address) {
        store::set_system_mail(tx, *address);
        audit_.record(tx, who, "set_up.system_mail_set", *address);
    }
    tx.commit();
    return state();
}

}  // namespace mailapp::set_up
