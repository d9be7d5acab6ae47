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

Result<std::string> checked_system_mail(std::string_view hostname, std::string_view text) {
    auto const normalized = normalize_address(trim(text));
    if (!normalized) return bad_system_mail("This is no e-mail address.");
    if (normalized->domain == hostname || normalized->domain == "localhost")
        return bad_system_mail(
            "Mail to the server's own name comes here by itself: choose a mailbox, or an address elsewhere.");
    return normalized->text();
}

bool change_system_mail(db::Transaction& tx, audit::Log& audit, Principal const& who,
                        std::string const& checked) {
    if (store::system_mail(tx) == checked) return false;
    store::set_system_mail(tx, checked);
    audit.record(tx, who, "set_up.system_mail_set", checked);
    return true;
}

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
        auto const checked = checked_system_mail(hostname_, *change.system_mail);
        if (!checked) return checked.error();
        address = *checked;
    }
    auto tx = database_.begin();
    if (change.closed == true && store::close(tx, system_now()))
        audit_.record(tx, who, "set_up.closed", "set-up");
    if (change.closed == false && store::open(tx)) audit_.record(tx, who, "set_up.opened", "set-up");
    if (address) change_system_mail(tx, audit_, who, *address);
    tx.commit();
    return state();
}

}  // namespace mailapp::set_up
