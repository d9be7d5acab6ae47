#include "features/set_up/service.hpp"

#include "features/set_up/store.hpp"

namespace mailapp::set_up {

Result<SetUpState> Service::state() {
    auto session = database_.read();
    auto const closed = store::closed(session);
    if (closed) return SetUpState{false, closed};
    domains::DomainFilter first;
    first.limit = 1;
    auto const found = domains_.list(Visibility::all(), first);
    if (!found) return found.error();
    return SetUpState{found->items.empty(), closed};
}

Result<SetUpState> Service::set(Principal const& who, SetUpChange const& change) {
    auto tx = database_.begin();
    bool const is_new = change.closed ? store::close(tx, system_now()) : store::open(tx);
    if (is_new) audit_.record(tx, who, change.closed ? "set_up.closed" : "set_up.opened", "set-up");
    tx.commit();
    return state();
}

}  // namespace mailapp::set_up
