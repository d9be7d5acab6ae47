#include "directory/replicas.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "directory/damage.hpp"

#include <system_error>

namespace mailapp::directory {

Replicas::Replicas(fs::path directory) : directory_(std::move(directory)) {
    ensure_directory(directory_, {.bits = 0700});
    auto state = state_.access();
    std::error_code none;
    auto const target = fs::read_symlink(directory_ / "current", none);
    if (none) {
        remove_all_but({});
        return;
    }
    state->path = directory_ / target.filename();
    auto damage = Replica::find_damage(state->path);
    if (!damage) {
        try {
            state->replica = Replica::open(state->path);
        } catch (OtherLayout const& other) {
            log::info("directory.replica_not_ours", {{"problem", other.what()}});
        } catch (LmdbError const& problem) {
            if (!is_damage(problem)) throw;
            damage = problem.what();
        } catch (CorruptRecord const& problem) {
            damage = problem.what();
        }
    }
    if (damage) set_aside(state->path, *damage);
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
    } catch (...) {
        std::error_code ignored_because_the_next_start_removes_it;
        fs::remove_all(path, ignored_because_the_next_start_removes_it);
        throw;
    }
    // Look-ups that still hold the old one keep its open file; only its name goes.
    remove_all_but(path);
}

void Replicas::report_damage(std::shared_ptr<Replica> const& where, std::string const& what) {
    auto state = state_.access();
    if (!where || state->replica != where) return;
    state->replica = nullptr;  // who holds it lets go of it with the answer
    set_aside(state->path, what);
}

void Replicas::set_aside(fs::path const& path, std::string const& what) const {
    // The link goes first: whoever is ended in between finds no replica instead of a damaged one.
    std::error_code gone;
    fs::remove(directory_ / "current", gone);
    auto const damage = directory::set_aside(directory_, path, what);
    log::error("directory.replica_damaged", {{"problem", what}, {"set_aside", damage.file}});
}

void Replicas::remove_all_but(fs::path const& kept) const {
    for (auto const& entry : fs::directory_iterator(directory_)) {
        auto const name = entry.path().filename().string();
        if (!name.starts_with("replica-") || entry.path() == kept) continue;
        fs::remove_all(entry.path());
    }
}

}  // namespace mailapp::directory
