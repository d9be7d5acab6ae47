#pragma once

#include "base/file.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp::agent {

/// How often the supervisor started each program since it began itself, from its log, which is read on from
/// where the last look ended. Safe from several threads.
class StartCounter {
public:
    explicit StartCounter(fs::path supervisor_log) : file_(std::move(supervisor_log)) {}

    /// By program name; one that was never started is not in it.
    std::map<std::string, std::int64_t> read();

private:
    void take(std::string_view line);

    fs::path const file_;
    std::mutex mutex_;
    std::optional<std::string> cursor_;
    std::map<std::string, std::int64_t> starts_;
};

}  // namespace mailapp::agent
