#include "directory/replicas.hpp"

#include "base/log.hpp"
#include "base/random.hpp"

#include <system_error>

namespace mailapp::directory {

Replicas::Replicas(fs::path directory) : directory_(std::move(directory)) {
    ensure_directory(directory_, {.bits = 0700});
    auto state = state_.access();
    std::error_code problem;
    auto const target = fs::read_symlink(directory_ / "current", problem);
    if (problem) {
        remove_all_but({});
        return;
    }
    state->path = directory_ / target.filename();
    try {
        state->replica = Replica::open(state->path);
    } catch (LmdbError const& damage) {
        log::warn("directory.replica_unusable", {{"problem", damage.what()}});
    } catch (CorruptRecord const& damage) {
        log::warn("directory.replica_unusable", {{"problem", damage.what()}});
    }
    remove_all_but(state->replica ? state->path : fs::path());
}

std::shared_ptr<Replica> Replicas::current() {
    return state_.access()->replica;
}

void Replicas::rebuild(std::function<ReplicaState(Replica&)> const& fill) {
    auto const name = "replica-" + random_hex(6);
    auto const path = directory_ / name;
    try {
        std::shared_ptr<Replica> const fresh = Replica::create(path);
        fresh->finish(fill(*fresh));
        auto const link = directory_ / (name + ".link");
        fs::create_symlink(name, link);
        fs::rename(link, directory_ / "current");
        auto state = state_.access();
        state->replica = fresh;
        state->path = path;
        state->damaged = false;
    } catch (...) {
        std::error_code ignored_because_the_next_start_removes_it;
        fs::remove_all(path, ignored_because_the_next_start_removes_it);
        throw;
    }
    // Look-ups that still hold the old one keep its open file; only its name goes.
    remove_all_but(path);
}

void Replicas::report_damage(std::string const& what) {
    auto state = state_.access();
    if (state->damaged) return;
    state->damaged = true;
    log::error("directory.replica_damaged", {{"problem", what}});
}

bool Replicas::damaged() {
    return state_.access()->damaged;
}

void Replicas::remove_all_but(fs::path const& kept) const {
    for (auto const& entry : fs::directory_iterator(directory_)) {
        auto const name = entry.path().filename().string();
        if (!name.starts_with("replica-") || entry.path() == kept) continue;
        fs::remove_all(entry.path());
    }
}

}  // namespace mailapp::directory
