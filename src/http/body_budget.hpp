#pragma once

#include "base/guarded.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>

namespace mailapp::http {

/// The bytes that the bodies of requests may take at a time: of all, and of one client. Thread-safe.
class BodyBudget {
public:
    BodyBudget(std::size_t all, std::size_t each) : most_(all), most_each_(each) {}
    /// False, and nothing taken, when there is no room.
    bool take(std::string const& client, std::size_t bytes);
    void give_back(std::string const& client, std::size_t bytes);

private:
    struct Taken {
        std::size_t all = 0;
        std::unordered_map<std::string, std::size_t> by_client;
    };
    std::size_t const most_;
    std::size_t const most_each_;
    Guarded<Taken> taken_;
};

/// What one request takes of it; given back with this object. Small bodies are not counted: so many bytes
/// each connection may cost.
class BodyShare {
public:
    BodyShare(BodyBudget& budget, std::size_t small) : budget_(budget), small_(small) {}
    ~BodyShare() { give_back(); }
    BodyShare(BodyShare const&) = delete;
    BodyShare& operator=(BodyShare const&) = delete;

    /// False when there is no room for a body of that size. `client` is the same each time.
    bool grow_to(std::string const& client, std::size_t size);
    void give_back();
    std::size_t size() const { return size_; }

private:
    BodyBudget& budget_;
    std::size_t const small_;
    std::string client_;
    std::size_t size_ = 0;
};

}  // namespace mailapp::http
