#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace mailapp::directory {

/// Bounds how many password hashes are computed at a time and how many wait for their turn. Who is known to
/// the account goes before strangers and has waiting places of his own, and the strangers of one network get
/// half of theirs at most: a flood of guesses costs an owner the time of one hash, and leaves places to other
/// networks.
class HashGate {
public:
    enum class Lane { known, stranger };

    /// `at_once` run, `waiting` wait in each lane.
    HashGate(std::size_t at_once, std::size_t waiting) : at_once_(at_once), waiting_limit_(waiting) {}

    /// A turn, given back when it goes out of scope; false when there was no place.
    class Turn {
    public:
        Turn(HashGate* gate, std::string network) : gate_(gate), network_(std::move(network)) {}
        Turn(Turn const&) = delete;
        Turn& operator=(Turn const&) = delete;
        ~Turn() {
            if (gate_ != nullptr) gate_->leave(network_);
        }
        explicit operator bool() const { return gate_ != nullptr; }

    private:
        HashGate* gate_;
        std::string network_;
    };
    Turn enter(Lane lane, std::string const& network);

private:
    void leave(std::string const& network);

    std::size_t const at_once_;
    std::size_t const waiting_limit_;
    std::mutex mutex_;
    std::condition_variable known_;
    std::condition_variable strangers_;
    std::size_t running_ = 0;
    std::size_t waiting_known_ = 0;
    std::size_t waiting_strangers_ = 0;
    std::unordered_map<std::string, std::size_t> strangers_of_;  ///< running or waiting, by network
};

}  // namespace mailapp::directory
