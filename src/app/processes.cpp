#include "app/processes.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <map>

namespace mailapp::app {
namespace {

/// Calls `on_process` with the number of each directory of /proc that is a process.
template <class OnProcess>
void for_each_process(OnProcess on_process) {
    std::error_code gone;
    for (auto const& entry : fs::directory_iterator("/proc", gone))
        if (auto const pid = parse_int(entry.path().filename().string()))
            on_process(static_cast<pid_t>(*pid));
}

fs::path proc_file(pid_t pid, char const* name) {
    return fs::path("/proc") / std::to_string(pid) / name;
}

/// True for a process that ended and waits for its parent to notice.
bool is_zombie(pid_t pid) {
    auto const stat = read_file(proc_file(pid, "stat"));
    if (!stat) return false;
    auto const after_name = stat->rfind(')');
    return after_name != std::string::npos && stat->substr(after_name).starts_with(") Z");
}

}  // namespace

std::vector<Process> all_processes() {
    auto const page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::vector<Process> all;
    for_each_process([&](pid_t pid) {
        auto const stat = read_file(proc_file(pid, "stat"));
        if (!stat) return;  // it ended meanwhile
        // "pid (name) state ppid ... rss": the name may have spaces and brackets; rss is field 24.
        auto const after_name = stat->rfind(')');
        if (after_name == std::string::npos) return;
        auto const fields = split(std::string_view(*stat).substr(after_name + 2), ' ');
        if (fields.size() < 22) return;
        all.push_back({pid, static_cast<pid_t>(parse_int(fields[1]).value_or(0)),
                       static_cast<std::uint64_t>(parse_int(fields[21]).value_or(0)) * page});
    });
    return all;
}

std::uint64_t resident_of_tree(std::vector<Process> const& all, pid_t root) {
    std::multimap<pid_t, Process const*> children;
    std::uint64_t sum = 0;
    std::vector<pid_t> waiting;
    for (auto const& process : all) {
        children.emplace(process.parent, &process);
        if (process.pid == root) {
            sum += process.resident_bytes;
            waiting.push_back(root);
        }
    }
    while (!waiting.empty()) {
        auto const parent = waiting.back();
        waiting.pop_back();
        auto const [first, last] = children.equal_range(parent);
        for (auto child = first; child != last; ++child) {
            sum += child->second->resident_bytes;
            waiting.push_back(child->second->pid);
        }
    }
    return sum;
}

std::vector<pid_t> marked_processes(std::string const& instance_directory) {
    auto const mark = "MAILAPP_INSTANCE=" + instance_directory;
    std::vector<pid_t> marked;
    for_each_process([&](pid_t pid) {
        auto const environment = read_file(proc_file(pid, "environ"));
        if (!environment || is_zombie(pid)) return;
        for (auto const variable : split(*environment, '\0')) {
            if (variable == mark) {
                marked.push_back(pid);
                return;
            }
        }
    });
    return marked;
}

bool is_alive(pid_t pid) {
    return (::kill(pid, 0) == 0 || errno == EPERM) && !is_zombie(pid);
}

}  // namespace mailapp::app
