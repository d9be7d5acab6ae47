#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace mailapp::agent {

/// What a process and all that descend from it use.
struct TreeFigures {
    std::int64_t processes = 0;
    std::int64_t rss_bytes = 0;  ///< pages that several share count in each
    std::optional<std::int64_t>
        pss_bytes;           ///< shared pages divided among their users; absent when not readable
    double cpu_seconds = 0;  ///< with the children that ended and were waited for
};

/// The machine's processes at one moment, from /proc.
class ProcessTable {
public:
    static ProcessTable read();

    /// Nothing when there is no such process. Processes that end meanwhile are left out.
    std::optional<TreeFigures> figures_of(pid_t root) const;

private:
    struct Process {
        pid_t pid;
        double cpu_seconds;
    };
    std::map<pid_t, Process> processes_;
    std::multimap<pid_t, pid_t> children_;  ///< parent -> child
};

}  // namespace mailapp::agent
