#include "features/sign_in/throttle.hpp"

#include "base/text.hpp"
#include "identity/networks.hpp"

#include <algorithm>

namespace mailapp::sign_in {
namespace {

using std::chrono::seconds;

constexpr int failures_of_an_account_under_attack = 50;
constexpr seconds wait_under_attack{10};

std::string network_of(std::string_view remote) {
    auto const address = identity::IpAddress::parse(remote);
    return address ? identity::Network::around(*address, 24, 64).text() : "local";
}

/// Names that cannot be accounts share their counts; a key has a bounded length.
std::string account_key(std::string_view account) {
    return account.size() <= 64 ? to_lower(account) : "too long";
}

std::string pair_key(std::string const& account, std::string const& network) {
    return account + ' ' + network;
}

}  // namespace

Throttle::Throttle(SteadyClock clock)
    : clock_(std::move(clock)),
      counts_(Counts{identity::Backoff({.free = 5, .longest = seconds{300}}),
                     identity::Backoff({.free = 20, .longest = seconds{60}}), identity::Backoff({}),
                     identity::Backoff({.capacity = 4096})}) {}

Throttle::Admission Throttle::admit(std::string_view name, std::string_view remote) {
    auto const account = account_key(name);
    auto const network = network_of(remote);
    auto const pair = pair_key(account, network);
    auto const now = clock_();
    auto counts = counts_.access();

    Admission admission;
    bool const familiar = counts->familiar.knows(pair);
    if (familiar) admission.standing = identity::Standing::familiar;
    bool const under_attack =
        !familiar && counts->accounts.failures(account, now) >= failures_of_an_account_under_attack;
    admission.wait = counts->pairs.wait(pair, now, under_attack ? wait_under_attack : seconds{0});
    if (!familiar) admission.wait = std::max(admission.wait, counts->networks.wait(network, now));
    if (under_attack && !counts->pairs.knows(pair)) {
        // Each network serves a wait of its own, so that no number of attackers can take the owner's turn.
        counts->pairs.note(pair, now);
        admission.wait = std::max(admission.wait, wait_under_attack);
    }
    if (admission.wait > seconds{0}) return admission;
    counts->pairs.count(pair, now);
    counts->networks.count(network, now);
    counts->accounts.count(account, now);
    return admission;
}

void Throttle::succeeded(std::string_view name, std::string_view remote) {
    auto const account = account_key(name);
    auto const network = network_of(remote);
    auto const pair = pair_key(account, network);
    auto counts = counts_.access();
    counts->pairs.forget(pair);
    // One less, not none: who has one good password must not wipe out tries against other accounts.
    counts->networks.undo(network, false);
    counts->accounts.undo(account, false);
    counts->familiar.note(pair, clock_());
}

void Throttle::cancelled(std::string_view name, std::string_view remote) {
    auto const account = account_key(name);
    auto const network = network_of(remote);
    auto counts = counts_.access();
    counts->pairs.undo(pair_key(account, network), true);
    counts->networks.undo(network, true);
    counts->accounts.undo(account, true);
}

void Throttle::remember(std::string_view name, std::string_view remote) {
    auto const key = pair_key(account_key(name), network_of(remote));
    counts_.access()->familiar.note(key, clock_());
}

}  // namespace mailapp::sign_in
