#pragma once

#include "base/guarded.hpp"
#include "directory/replica.hpp"

#include <functional>
#include <memory>
#include <string>

namespace mailapp::directory {

/// Breakage: there is no replica to ask yet.
class NoReplica : public std::runtime_error {
public:
    NoReplica() : std::runtime_error("there is no replica yet") {}
};

/// The replica in use, and the way from one to the next: DIRECTORY/current links to one of the environments
/// beside it. Thread-safe.
class Replicas {
public:
    /// Checks and opens what `current` links to. What is damaged is set aside; then, and without a link,
    /// there is none until rebuild(). Starts a process for the check: before other threads, please.
    explicit Replicas(fs::path directory);

    /// The one in use; null when there is none. Stays open as long as somebody holds it.
    std::shared_ptr<Replica> current();

    /// Fills a new environment, completes it with the state that `fill` gives, switches to it and removes the
    /// old one. When `fill` throws, everything stays as it was.
    void rebuild(std::function<ReplicaState(Replica&)> const& fill);

    /// Somebody met damage in this one. When it is the one in use, it is set aside: there is none until the
    /// next rebuild. Of a damaged one even "not there" cannot be believed.
    void report_damage(std::shared_ptr<Replica> const& where, std::string const& what);

private:
    void remove_all_but(fs::path const& kept) const;
    void set_aside(fs::path const& path, std::string const& what) const;

    struct State {
        std::shared_ptr<Replica> replica;
        fs::path path;
    };
    fs::path directory_;
    Guarded<State> state_;
};

/// Answers a question from the replica in use. What cannot be answered becomes an exception (NoReplica,
/// LmdbError, CorruptRecord), and damage is reported so that the follower rebuilds.
template <class Ask>
auto ask(Replicas& replicas, Ask const& question) {
    auto const replica = replicas.current();
    if (!replica) throw NoReplica();
    try {
        return question(Replica::View(*replica));
    } catch (CorruptRecord const& problem) {
        replicas.report_damage(replica, problem.what());
        throw;
    } catch (LmdbError const& problem) {
        if (is_damage(problem)) replicas.report_damage(replica, problem.what());
        throw;
    }
}

}  // namespace mailapp::directory
