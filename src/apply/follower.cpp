#include "apply/follower.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <set>

namespace mailapp::apply {
namespace {

constexpr int batch_size = 1000;
/// A position is written when something was applied; when nothing concerned this effect, only so that the
/// feed can be pruned.
constexpr std::int64_t longest_unsaved = 1000;
constexpr std::chrono::seconds longest_unsaved_time{60};

constexpr std::chrono::hours kept_for{24};
constexpr std::chrono::hours follower_is_gone_after{24 * 7};
constexpr int pruned_at_once = 5000;

/// Of these topics, each thing once: its last entry, so that what depends on an earlier one still comes
/// behind it.
std::vector<db::Change> folded(std::vector<db::Change> const& changes,
                               std::vector<std::string_view> const& topics) {
    std::vector<db::Change> kept;
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        if (std::find(topics.begin(), topics.end(), change->topic) == topics.end()) continue;
        if (seen.emplace(change->topic, change->key).second) kept.push_back(*change);
    }
    std::reverse(kept.begin(), kept.end());
    return kept;
}

}  // namespace

Follower::Follower(db::Database& database, Effect effect, FollowerTimes times)
    : database_(database), effect_(std::move(effect)), times_(times) {
    state_.access()->name = effect_.name;
}

Follower::~Follower() {
    stop();
}

void Follower::start() {
    thread_ = std::thread([this] { run(); });
}

void Follower::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Follower::wake() {
    {
        std::lock_guard const lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

FollowerState Follower::state() const {
    return *state_.access();
}

void Follower::load_position() {
    auto session = database_.read();
    position_ = session.first<std::int64_t>("SELECT seq FROM change_follower WHERE name = $1", effect_.name);
    saved_position_ = position_.value_or(-1);
    saved_at_ = std::chrono::steady_clock::now();
    is_loaded_ = true;
}

void Follower::save_position() {
    auto tx = database_.begin();
    tx.execute(
        "INSERT INTO change_follower (name, seq, at) VALUES ($1, $2, $3)"
        " ON CONFLICT (name) DO UPDATE SET seq = $2, at = $3",
        effect_.name, *position_, unbroken_now());
    tx.commit();
    saved_position_ = *position_;
    saved_at_ = std::chrono::steady_clock::now();
}

Result<> Follower::rebuild(std::int64_t newest) {
    if (auto done = effect_.rebuild(newest); !done) return done.error();
    position_ = newest;
    seen_intact_at_ = std::chrono::steady_clock::now();
    save_position();
    auto state = state_.access();
    ++state->rebuilds;
    state->position = newest;
    log::info("follower.rebuilt", {{"follower", effect_.name}, {"position", newest}});
    return {};
}

Result<bool> Follower::step() {
    if (!is_loaded_) load_position();
    std::int64_t newest = 0;
    std::int64_t oldest = 0;
    std::vector<db::Change> changes;
    {
        auto session = database_.read();
        newest = db::newest_change(session);
        oldest = db::oldest_change(session);
        if (position_) changes = db::changes_after(session, *position_, batch_size);
    }
    {
        auto state = state_.access();
        state->position = position_.value_or(0);
        state->lag = newest - state->position;
    }

    bool is_whole = position_ && *position_ <= newest && (newest == 0 || oldest <= *position_ + 1);
    auto const now = std::chrono::steady_clock::now();
    if (is_whole && effect_.intact && (!seen_intact_at_ || now - *seen_intact_at_ >= times_.poll)) {
        auto const intact = effect_.intact();
        if (!intact) return intact.error();
        is_whole = *intact;
        seen_intact_at_ = now;
    }
    if (!is_whole) {
        if (auto done = rebuild(newest); !done) return done.error();
        state_.access()->lag = 0;
        return false;
    }
    if (changes.empty()) return false;

    auto const concerning = folded(changes, effect_.topics);
    if (!concerning.empty()) {
        if (auto done = effect_.apply(concerning); !done) return done.error();
    }
    position_ = changes.back().seq;
    bool const is_late = now - saved_at_ > longest_unsaved_time;
    if (!concerning.empty() || *position_ - saved_position_ >= longest_unsaved || is_late) save_position();
    auto state = state_.access();
    state->position = *position_;
    state->lag = newest - *position_;
    return *position_ < newest;
}

void Follower::note(Result<bool> const& outcome) {
    auto state = state_.access();
    if (outcome) {
        if (!state->last_error.empty()) {
            log::info("follower.recovered", {{"follower", effect_.name}, {"attempts", state->attempts}});
        }
        state->last_error.clear();
        state->failing_since.reset();
        state->attempts = 0;
        return;
    }
    // What is there may be other than thought, a half-done rebuild for example.
    seen_intact_at_.reset();
    if (!state->failing_since) state->failing_since = unbroken_now();
    ++state->attempts;
    if (state->last_error != outcome.error().detail) {
        log::warn(
            "follower.failing",
            {{"follower", effect_.name}, {"code", outcome.error().code}, {"detail", outcome.error().detail}});
    }
    state->last_error = outcome.error().detail;
}

Result<bool> Follower::follow() {
    auto outcome = [&]() -> Result<bool> {
        try {
            return step();
        } catch (std::exception const& problem) {
            // The border of a worker: breakage here is noted and tried again like any refusal.
            return upstream("follower.broken", problem.what());
        }
    }();
    note(outcome);
    return outcome;
}

void Follower::run() {
    auto retry = times_.first_retry;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        woken_ = false;
        lock.unlock();
        auto const more = follow();
        lock.lock();
        if (!more) {
            // Not cut short by a wake: under load each change would try again.
            changed_.wait_for(lock, retry, [&] { return stopping_; });
            retry = std::min(retry * 2, times_.last_retry);
            continue;
        }
        retry = times_.first_retry;
        if (*more) continue;
        changed_.wait_for(lock, times_.poll, [&] { return stopping_ || woken_; });
        if (woken_) changed_.wait_for(lock, times_.gather, [&] { return stopping_; });
    }
}

std::int64_t prune_changes(db::Database& database, Seconds now) {
    std::int64_t pruned = 0;
    for (;;) {
        auto tx = database.begin();
        // The oldest entry that somebody stands on is kept: it shows that nothing behind it is missing.
        auto const passed = tx.scalar<std::int64_t>(
            "SELECT COALESCE(MIN(seq), 0) FROM change_follower WHERE at >= $1", now - follower_is_gone_after);
        auto const deleted = tx.execute(
            "DELETE FROM change WHERE seq IN"
            " (SELECT seq FROM change WHERE seq < $1 AND at < $2 ORDER BY seq LIMIT $3)",
            passed, now - kept_for, pruned_at_once);
        tx.commit();
        pruned += deleted;
        if (deleted < pruned_at_once) break;
    }
    if (pruned > 0) log::info("changes.pruned", {{"entries", pruned}});
    return pruned;
}

}  // namespace mailapp::apply
