#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::stack::redis {

/// The key that exists while Redis has every signing key that it should have; their publisher writes it last.
inline constexpr char const* keys_are_there = "mailapp:dkim";

struct Address {
    std::filesystem::path socket;
    std::chrono::milliseconds timeout{3000};  ///< to connect, and for each answer
};

/// What Redis answered: a text, a number, a list, or nothing ("nil").
struct Reply {
    std::optional<std::string> text;
    std::int64_t number = 0;
    std::vector<Reply> items;
};

/// A command and its arguments; any bytes.
using Command = std::vector<std::string>;

/// One connection to Redis, made when it is first needed and again after it broke. For one thread at a time.
/// Errors of all calls: redis.unreachable, redis.refused (with the server's words).
class Client {
public:
    Client(Address address, Secret password);
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    Result<Reply> run(Command const& command);
    /// All of them or none, in one exchange (MULTI, EXEC). Gives one answer for each.
    Result<std::vector<Reply>> transaction(std::vector<Command> const& commands);

private:
    Result<> connect();
    Result<> send(Command const& command);
    Result<Reply> receive();
    Error broken();

    struct Connection;
    Address address_;
    Secret password_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace mailapp::stack::redis
