#include "directory/follower.hpp"

#include "base/log.hpp"
#include "directory/source.hpp"

#include <map>
#include <set>
#include <utility>

namespace mailapp::directory {
namespace {

/// Changes of one LMDB transaction: each commit is one write to the disk.
constexpr int changes_at_once = 1000;
/// Records of one LMDB transaction of a rebuild: bounds the memory that its unwritten pages need.
constexpr int records_at_once = 20'000;

/// Commits every now and then.
class Filler {
public:
    explicit Filler(Replica& replica) : replica_(replica) {}

    Replica::Batch& batch() {
        if (batch_ && ++written_ >= records_at_once) commit();
        if (!batch_) batch_.emplace(replica_);
        return *batch_;
    }

    void commit() {
        if (batch_) batch_->commit();
        batch_.reset();
        written_ = 0;
    }

private:
    Replica& replica_;
    std::optional<Replica::Batch> batch_;
    int written_ = 0;
};

void fill(db::Session& session, Replica& replica) {
    Filler filler(replica);
    source::each_domain(session,
                        [&](auto const& key, auto const& record) { filler.batch().set_domain(key, record); });
    source::each_alias_domain(
        session, [&](auto const& key, auto const& record) { filler.batch().set_alias_domain(key, record); });
    source::each_mailbox(
        session, [&](auto const& key, auto const& record) { filler.batch().set_mailbox(key, record); });
    source::each_alias(session,
                       [&](auto const& key, auto const& record) { filler.batch().set_alias(key, record); });
    source::each_sender_acl(session, [&](auto const& key, auto const& record) {
        filler.batch().set_sender_acl(key, record.senders);
    });
    source::each_signed_domain(session, [&](auto const& key) { filler.batch().set_signed(key, true); });
    filler.batch().set_system_mail(source::system_mail(session));
    filler.commit();
}

void apply(db::Session& session, Replica::Batch& batch, std::string const& topic, std::string const& key) {
    if (!source::is_key(key)) return;
    if (topic == source::setting_topic && key == source::system_mail_setting)
        batch.set_system_mail(source::system_mail(session));
    if (topic == db::topic::domain) batch.set_domain(key, source::domain(session, key));
    if (topic == db::topic::alias_domain) batch.set_alias_domain(key, source::alias_domain(session, key));
    if (topic == db::topic::alias) batch.set_alias(key, source::alias(session, key));
    if (topic == db::topic::mailbox) {
        batch.set_mailbox(key, source::mailbox(session, key));
        // The rights of a mailbox go with it, without a word of their own in the feed.
        batch.set_sender_acl(key, source::sender_acl(session, key));
    }
    if (topic == db::topic::dkim) batch.set_signed(key, source::is_signed(session, key));
    if (topic == db::topic::sender_acl) batch.set_sender_acl(key, source::sender_acl(session, key));
}

/// "" without such a mailbox.
std::string store_of(Replica::View const& view, std::string const& address) {
    auto const mailbox = view.mailbox(address);
    return mailbox ? mailbox->store : std::string();
}

std::map<std::string, std::string> stores_of_changed(Replica const& replica,
                                                     std::vector<db::Change> const& changes) {
    Replica::View const view(replica);
    std::map<std::string, std::string> stores;
    for (auto const& change : changes)
        if (change.topic == db::topic::mailbox && source::is_key(change.key))
            stores[change.key] = store_of(view, change.key);
    return stores;
}

}  // namespace

Follower::Follower(db::Database& database, Replicas& replicas, FollowerListener listener)
    : database_(database), replicas_(replicas), listener_(std::move(listener)) {
    if (auto const replica = replicas_.current()) applied_ = Replica::View(*replica).state().applied;
}

Follower::~Follower() {
    stop();
}

void Follower::start(std::chrono::milliseconds poll) {
    thread_ = std::thread([this, poll] { run(poll); });
}

void Follower::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Follower::run(std::chrono::milliseconds poll) {
    for (;;) {
        try {
            follow();
            if (std::exchange(sql_down_, false)) log::info("directory.sql_back");
        } catch (std::exception const& problem) {
            // The replica goes on answering with what it has; said once, not every second.
            if (!std::exchange(sql_down_, true))
                log::error("directory.cannot_follow", {{"problem", problem.what()}});
        }
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, poll, [&] { return stopping_ || (wanted_ > applied_ && !sql_down_); });
        if (stopping_) return;
        wanted_ = 0;
    }
}

void Follower::follow() {
    auto const replica = replicas_.current();
    if (!replica) {
        {
            std::lock_guard const lock(mutex_);
            applied_ = -1;
        }
        rebuild();
        return;
    }
    try {
        while (apply_next(*replica)) {
        }
    } catch (CorruptRecord const& problem) {
        replicas_.report_damage(replica, problem.what());
        rebuild();
    } catch (LmdbError const& problem) {
        if (!is_damage(problem)) throw;
        replicas_.report_damage(replica, problem.what());
        rebuild();
    }
}

/// True when there may be more.
bool Follower::apply_next(Replica& replica) {
    auto state = Replica::View(replica).state();
    auto session = database_.read();
    auto const changes = db::changes_after(session, state.applied, changes_at_once);
    bool const is_other_database = source::database_id(session) != state.database_id;
    // Behind the oldest kept entry something may be missing; ahead of the newest, the database is an older
    // one.
    bool const has_gap = !changes.empty() && db::oldest_change(session) > state.applied + 1;
    bool const is_ahead = changes.empty() && db::newest_change(session) < state.applied;
    // That copy may have got as far meanwhile: then its change of this number is another one.
    auto const mark = db::mark_of_change(session, state.applied);
    bool const is_other_history = !mark.empty() && !state.mark.empty() && mark != state.mark;
    if (is_other_database || has_gap || is_ahead || is_other_history) {
        rebuild();
        return false;
    }
    if (changes.empty()) return false;
    auto const stores = stores_of_changed(replica, changes);
    std::set<std::pair<std::string, std::string>> done;
    Replica::Batch batch(replica);
    for (auto const& change : changes) {
        if (done.emplace(change.topic, change.key).second) apply(session, batch, change.topic, change.key);
    }
    state.applied = changes.back().seq;
    state.mark = db::mark_of_change(session, state.applied);
    batch.set_state(state);
    batch.commit();
    if (listener_.other_store) {
        Replica::View const now(replica);
        for (auto const& [address, store] : stores)
            if (store_of(now, address) != store) listener_.other_store(address);
    }
    {
        std::lock_guard const lock(mutex_);
        applied_ = state.applied;
    }
    changed_.notify_all();
    return changes.size() == static_cast<std::size_t>(changes_at_once);
}

void Follower::rebuild() {
    auto const begun = std::chrono::steady_clock::now();
    auto const id = db::database_id(database_);
    std::int64_t applied = 0;
    replicas_.rebuild([&](Replica& fresh) {
        auto session = database_.read();
        // The first read of the snapshot: everything below is of this very change.
        applied = db::newest_change(session);
        fill(session, fresh);
        return ReplicaState{id, applied, db::mark_of_change(session, applied)};
    });
    if (listener_.rebuilt) listener_.rebuilt();
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - begun;
    log::info("directory.replica_rebuilt", {{"applied", applied}, {"seconds", took.count()}});
    {
        std::lock_guard const lock(mutex_);
        applied_ = applied;
    }
    changed_.notify_all();
}

std::int64_t Follower::applied() {
    std::lock_guard const lock(mutex_);
    return applied_;
}

std::int64_t Follower::catch_up(std::int64_t seq, std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    wanted_ = std::max(wanted_, seq);
    changed_.notify_all();
    changed_.wait_for(lock, at_most, [&] { return applied_ >= seq || stopping_; });
    return applied_;
}

}  // namespace mailapp::directory
